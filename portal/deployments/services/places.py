"""Where templates are deployed to: a resource group or a subscription."""

from dataclasses import dataclass

from accounts.models import Resource, ResourceGroup, Subscription
from portal.api.call import Call
from portal.api.errors import group_not_found, subscription_not_found
from portal.api.ids import ResourceId


@dataclass(frozen=True)
class Place:
    subscription: Subscription
    group: ResourceGroup | None = None

    @property
    def card(self) -> Resource:
        return (self.group or self.subscription).resource


def find_place(call: Call, id_: ResourceId) -> Place:
    """That in which the deployment `id_` lies, when the caller can see it."""
    name = id_.resource_group
    key = f"/subscriptions/{id_.subscription}".lower()
    if not name:
        found = call.fetch(
            Subscription.objects.select_related("resource", "tenant__resource"),
            resource__arm_key=key,
            missing=subscription_not_found(id_.subscription),
        )
        return Place(found)
    groups = ResourceGroup.objects.select_related(
        "resource", "subscription__resource", "subscription__tenant__resource"
    )
    arm_key = f"{key}/resourcegroups/{name.lower()}"
    group = call.fetch(groups, resource__arm_key=arm_key, missing=group_not_found(name))
    return Place(group.subscription, group)
