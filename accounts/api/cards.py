"""Resources of every type alike: what any tool asks that knows only ids."""

from typing import Any

from django.db.models import Q

from accounts import places
from accounts.api.fetching import fetch_group, fetch_subscription
from accounts.choices import ResourceType
from accounts.filters.odata import matching
from accounts.models import Resource
from accounts.models.scoped import NOTHING
from accounts.states import states_of
from portal.api.ids import ResourceId
from portal.api.resources import Body
from portal.api.shapes import iso
from portal.api.views import ListView

TYPES = {
    str(type_).lower(): type_
    for type_ in ResourceType
    if type_ not in {ResourceType.TENANT, ResourceType.SUBSCRIPTION, ResourceType.RESOURCE_GROUP}
}
EXPANDED = ("createdTime", "changedTime", "provisioningState")


def _named(name: str) -> Q:
    """`gallery/image/1.0.0`: all names below the resource group, as lists show them."""
    named, path = Q(), ""
    for part in reversed(name.split("/")[:10]):
        named &= Q(**{f"{path}name__iexact": part})
        path += "parent__"
    return named & Q(**{f"{path}type": ResourceType.RESOURCE_GROUP})


def _typed(name: str) -> Q:
    type_ = TYPES.get(name.lower())
    return Q(type=type_) if type_ else NOTHING


FILTERS = {
    ("resourcetype", "eq"): _typed,
    ("resourcegroup", "eq"): lambda name: Q(resource_group__name__iexact=name),
    ("location", "eq"): lambda name: Q(region=places.normal(name)),
    ("name", "eq"): _named,
    ("name", "startswith"): lambda text: Q(name__istartswith=text),
    ("name", "contains"): lambda text: Q(name__icontains=text),
}


class Resources(ListView):
    """All that the caller can read of a subscription or a resource group, the newest first."""

    floor = "2014-04-01"
    order = ("-created_at", "-id")
    query_options = {
        "$filter": "resourceType eq 'Microsoft.Compute/galleries' and name eq 'base'; also "
        "resourceGroup, location, tagName with tagValue; joined by and, or",
        "$expand": "createdTime,changedTime,provisioningState",
    }

    def get_queryset(self) -> Any:
        readable = Resource.objects.filter(self.call.access.readable(), type__in=TYPES.values())
        return readable.filter(self._place(), self._filter())

    def _place(self) -> Q:
        subscription = self.kwargs["subscription"]
        if "group" not in self.kwargs:
            return Q(subscription=fetch_subscription(self.call, subscription).resource)
        group = fetch_group(self.call, subscription, self.kwargs["group"])
        return Q(subscription=group.subscription.resource_id, resource_group=group.resource_id)

    def _filter(self) -> Q:
        return matching(self.call.option("$filter"), FILTERS, tags="tags")

    def show_page(self, rows: list[Any]) -> list[Body]:
        asked = {word.strip().lower() for word in self.call.option("$expand").split(",")}
        wanted = [name for name in EXPANDED if name.lower() in asked]
        states = states_of(rows) if "provisioningState" in wanted else {}
        return [shape(card, wanted, states) for card in rows]


def shape(card: Resource, expanded: list[str], states: dict[int, str]) -> Body:
    more = {
        "createdTime": iso(card.created_at),
        "changedTime": iso(card.changed_at),
        "provisioningState": states.get(card.pk),
    }
    return {
        "id": card.arm_id,
        "name": "/".join(ResourceId.parse(card.arm_id).names),
        "type": card.type,
        "location": card.region,
        **({"tags": card.tags} if card.tags else {}),
        **{name: more[name] for name in expanded},
    }
