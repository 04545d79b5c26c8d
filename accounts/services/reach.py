"""Which subscriptions somebody is told of, because they have to do with something in them."""

from typing import Any

from django.db.models import Q

from accounts.models import Access, Resource, Subscription


def reachable_subscriptions(access: Access) -> Any:
    """Those in which the principal holds any role, wherever in it.

    Clients begin by choosing a subscription, so whoever may read one image in it is told of its
    name. Nothing else is visible for that.
    """
    found = Subscription.objects.select_related("resource", "tenant__resource")
    if access.everywhere:
        return found
    tenants = [pk for column, pk in access.roles if column == "tenant"]
    below = [pk for column, pk in access.roles if column != "tenant"]
    within = Resource.objects.filter(pk__in=below).values("subscription")
    return found.filter(Q(tenant__resource__in=tenants) | Q(resource__in=within))
