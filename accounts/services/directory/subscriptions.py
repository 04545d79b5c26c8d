"""Subscriptions of a tenant, and the resource groups in them."""

import re
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts import places
from accounts.choices import ResourceType
from accounts.deleters import require_empty
from accounts.models import Resource, ResourceGroup, Subscription, Tenant
from accounts.services.cards import delete_with_card, rename_with_card
from accounts.services.rows import check_fields, once
from accounts.services.tags import checked_tags
from portal.audit.services import Actor, record
from portal.errors import Conflict, InvalidInput

RESOURCE_GROUP_NAME = re.compile(r"[\w.()-]{0,89}[\w()-]")

SUBSCRIPTION_TAKEN = "{tenant} already has a subscription named {name}. Choose another name."
GROUP_TAKEN = "{subscription} already has a resource group named {name}. Choose another name."


@transaction.atomic
def create_subscription(*, actor: Actor, tenant: Tenant, name: str) -> Subscription:
    guid = uuid.uuid4()
    subscription = Subscription(tenant=tenant, name=name.strip())
    check_fields(subscription)
    with once(SUBSCRIPTION_TAKEN.format(tenant=tenant, name=subscription)):
        subscription.resource = Resource.objects.create_card(
            guid=guid,
            arm_id=f"/subscriptions/{guid}",
            type=ResourceType.SUBSCRIPTION,
            name=subscription.name,
            parent=tenant.resource,
        )
        subscription.save()
    summary = f"created subscription {subscription}"
    record(actor, f"{ResourceType.SUBSCRIPTION}/write", subscription.resource, summary)
    return subscription


@transaction.atomic
def rename_subscription(*, actor: Actor, subscription: Subscription, name: str) -> Subscription:
    taken = SUBSCRIPTION_TAKEN.format(tenant=subscription.tenant, name=name.strip())
    rename_with_card(actor=actor, owner=subscription, name=name, taken=taken)
    return subscription


@transaction.atomic
def delete_subscription(*, actor: Actor, subscription: Subscription) -> None:
    """Refused while it holds resource groups."""
    card = subscription.resource
    require_empty(card)
    summary = f"deleted subscription {subscription}"
    record(actor, f"{ResourceType.SUBSCRIPTION}/delete", card, summary)
    delete_with_card(subscription)


@transaction.atomic
def create_resource_group(
    *,
    actor: Actor,
    subscription: Subscription,
    name: str,
    region: str,
    tags: Mapping[str, str] | None = None,
) -> ResourceGroup:
    name = _valid_name(name.strip())
    location = places.resolve(region)
    group = ResourceGroup(subscription=subscription, name=name)
    with once(GROUP_TAKEN.format(subscription=subscription, name=name)):
        group.resource = Resource.objects.create_card(
            arm_id=f"{subscription.resource.arm_id}/resourceGroups/{name}",
            type=ResourceType.RESOURCE_GROUP,
            name=name,
            region=location,
            tags=checked_tags(tags or {}),
            parent=subscription.resource,
        )
        group.save()
    summary = f"created resource group {name}"
    after = {"location": location, **({"tags": tags} if tags else {})}
    record(actor, f"{ResourceType.RESOURCE_GROUP}/write", group.resource, summary, after=after)
    return group


def _valid_name(name: str) -> str:
    if RESOURCE_GROUP_NAME.fullmatch(name):
        return name
    raise InvalidInput(
        f"{name!r} cannot name a resource group. Use up to 90 letters, digits, periods, "
        "underscores, hyphens and parentheses, with no period at the end.",
        field="name",
    )


@transaction.atomic
def update_resource_group(
    *, actor: Actor, resource_group: ResourceGroup, tags: Mapping[str, str]
) -> ResourceGroup:
    """Its tags are what may change; name and location stay. The same tags change nothing."""
    require_staying(resource_group)
    card = resource_group.resource
    if checked_tags(tags) == card.tags:
        return resource_group
    before, card.tags, card.changed_at = card.tags, dict(tags), timezone.now()
    card.save(update_fields=["tags", "changed_at"])
    record(
        actor,
        f"{ResourceType.RESOURCE_GROUP}/write",
        card,
        f"changed the tags of resource group {resource_group}",
        before={"tags": before},
        after={"tags": card.tags},
    )
    return resource_group


def require_staying(resource_group: ResourceGroup) -> None:
    """Raises Conflict while it is being deleted: nothing new is put into it."""
    if resource_group.deleting_since is not None:
        raise Conflict(
            f"The resource group '{resource_group}' is in deprovisioning state and cannot perform "
            "this operation. Wait until it is gone. Nothing was changed.",
            code="ResourceGroupBeingDeleted",
        )


@transaction.atomic
def delete_resource_group(*, actor: Actor, resource_group: ResourceGroup) -> None:
    """Refused while anything is in it."""
    card = resource_group.resource
    require_empty(card)
    summary = f"deleted resource group {resource_group}"
    record(actor, f"{ResourceType.RESOURCE_GROUP}/delete", card, summary)
    delete_with_card(resource_group)
