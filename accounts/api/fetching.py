"""From what an address names to rows, as far as the caller may see them."""

from typing import Any

from django.db.models import Q

from accounts.models import Resource, ResourceGroup, Subscription
from accounts.models.scoped import NOTHING
from accounts.services.reach import reachable_subscriptions
from portal.api.call import Call
from portal.api.errors import group_not_found, not_found, subscription_not_found
from portal.api.ids import ResourceId
from portal.errors import PortalError
from portal.guids import guid_of

ANCESTORS = ("tenant", "subscription", "resource_group", "gallery", "definition")


def fetch_subscription(call: Call, text: str) -> Subscription:
    """Also one in which only something can be seen: whoever uses it asks for rights on the card."""
    reachable = reachable_subscriptions(call.access)
    found = reachable.filter(with_guid(text, "resource__guid")).first()
    if found is None:
        raise subscription_not_found(text)
    return found


def groups() -> Any:
    return ResourceGroup.objects.select_related("resource", "subscription__resource")


def find_group(call: Call, subscription: str, name: str, action: str = "") -> ResourceGroup | None:
    id_ = ResourceId.parse(f"/subscriptions/{subscription}/resourceGroups/{name}")
    found = groups().accessible(call.access, action).filter(resource__arm_key=id_.key)
    return found.first()


def fetch_group(call: Call, subscription: str, name: str) -> ResourceGroup:
    found = find_group(call, subscription, name)
    if found is None:
        fetch_subscription(call, subscription)
        raise group_not_found(name)
    return found


def fetch_card(call: Call, id_: ResourceId) -> Resource:
    """Of whatever type, by its id."""
    cards = Resource.objects.select_related(*ANCESTORS).filter(arm_key=id_.key)
    found = cards.filter(call.access.readable()).first()
    if found is None and id_.key.count("/") == 2:
        return fetch_subscription(call, id_.subscription).resource
    if found is None:
        raise absent(id_)
    return found


def absent(id_: ResourceId) -> PortalError:
    if id_.provider or not id_.subscription:
        return not_found()
    if id_.resource_group:
        return group_not_found(id_.resource_group)
    return subscription_not_found(id_.subscription)


def with_guid(text: str, column: str = "guid") -> Q:
    """Nothing, when the text is none."""
    guid = guid_of(text)
    return Q(**{column: guid}) if guid else NOTHING
