"""How many of each a subscription may have in one region."""

from django.conf import settings

from accounts.choices import ResourceType
from accounts.models import Resource, Subscription
from portal.errors import LimitReached
from regions.models import Region


def limit_of(type_: ResourceType) -> int:
    limits: dict[ResourceType, int] = {
        ResourceType.GALLERY: settings.SIG_MAX_GALLERIES,
        ResourceType.DEFINITION: settings.SIG_MAX_DEFINITIONS,
        ResourceType.VERSION: settings.SIG_MAX_VERSIONS,
    }
    return limits[type_]


def used(subscription: Subscription, type_: ResourceType, region: Region) -> int:
    return Resource.objects.filter(
        subscription=subscription.resource_id, type=type_, region=region.name
    ).count()


def make_room(subscription: Subscription, type_: ResourceType, region: Region) -> None:
    """Let one creation at a time pass, so that limits and names hold.

    Raises LimitReached when the subscription has as many as it may have in the region.
    """
    lock(subscription)
    most = limit_of(type_)
    if used(subscription, type_, region) >= most:
        raise LimitReached(
            f"{subscription} has {most:,} of {most:,} resources of type '{type_.label}' in "
            f"{region}, the most for one subscription and region. Delete one, choose another "
            "region, or ask an installation administrator to raise the limit.",
            field="region",
        )


def lock(subscription: Subscription) -> None:
    """Until the transaction ends, nobody else creates or deletes in the subscription."""
    Subscription.objects.select_for_update().get(pk=subscription.pk)
