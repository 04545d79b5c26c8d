"""From an id to the row that is meant, as far as the caller may see it."""

from typing import Any

from accounts.models import ResourceGroup, Subscription
from galleries.models import Gallery, ImageDefinition, ImageVersion
from portal.api.call import Call
from portal.api.errors import (
    group_not_found,
    not_found,
    parent_not_found,
    subscription_not_found,
)
from portal.api.ids import ResourceId
from portal.errors import Conflict, NotFound
from regions.services.regions import resolve_region

RELATED: dict[Any, tuple[str, ...]] = {
    Gallery: ("resource", "subscription__resource", "subscription__tenant", "resource_group"),
    ImageDefinition: ("resource", "gallery__resource", "gallery__subscription__resource"),
    ImageVersion: (
        "resource",
        "definition__resource",
        "definition__gallery__resource",
        "definition__gallery__subscription__resource",
        "disk_set__region",
    ),
    ResourceGroup: ("resource", "subscription__resource"),
    Subscription: ("resource", "tenant__resource"),
}


def rows(model: Any) -> Any:
    return model.objects.select_related(*RELATED[model])


def find(call: Call, model: Any, id_: ResourceId, action: str = "") -> Any:
    """None when there is nothing, or nothing that the caller may see."""
    return rows(model).accessible(call.access, action).filter(resource__arm_key=id_.key).first()


def fetch(call: Call, model: Any, id_: ResourceId) -> Any:
    return call.fetch(rows(model), missing=absent(id_), resource__arm_key=id_.key)


def fetch_for(call: Call, model: Any, id_: ResourceId, action: str) -> Any:
    """What the action is allowed on, although the role may not read; else 403 or 404."""
    found = find(call, model, id_, action)
    if found is None:
        found = fetch(call, model, id_)
        call.require(action, found.resource)
    return found


def find_for(call: Call, model: Any, id_: ResourceId, action: str) -> Any:
    """The same, and None instead of 404."""
    try:
        return fetch_for(call, model, id_, action)
    except NotFound:
        return None


def fetch_parent(call: Call, model: Any, id_: ResourceId) -> Any:
    above = id_.parent
    assert above is not None  # noqa: S101 - what lies in a gallery has a parent
    missing = parent_not_found("/".join(above.names))
    return call.fetch(rows(model), missing=missing, resource__arm_key=above.key)


def fetch_group(call: Call, id_: ResourceId) -> ResourceGroup:
    """The resource group that the id lies in."""
    key = f"/subscriptions/{id_.subscription}/resourceGroups/{id_.resource_group}".lower()
    found = rows(ResourceGroup).accessible(call.access).filter(resource__arm_key=key).first()
    if found is None:
        fetch_subscription(call, id_.subscription)
        raise group_not_found(id_.resource_group)
    return found


def fetch_subscription(call: Call, guid: str) -> Any:
    key = f"/subscriptions/{guid}".lower()
    missing = subscription_not_found(guid)
    return call.fetch(rows(Subscription), missing=missing, resource__arm_key=key)


def absent(id_: ResourceId) -> NotFound:
    return not_found(f"'{id_}'")


def check_location(thing: Any, text: str) -> None:
    """What exists stays where it is."""
    card = thing.resource
    if text and resolve_region(text, field="region").name != card.region:
        raise Conflict(
            f"The resource {card.name} already exists in location {card.region}. A resource with "
            f"the same name cannot be created in location {text}. Please select a new resource "
            "name.",
            field="region",
            code="InvalidResourceLocation",
        )
