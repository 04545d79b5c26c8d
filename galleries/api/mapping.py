"""Between columns and the places that the public service gives them in a body.

The places are those of `galleries.changes`, so that a property has one name everywhere.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from galleries.changes import Rules
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.services.changing import EMPTY, value_of
from portal.api.shapes import iso
from portal.errors import PortalError

Thing = Gallery | ImageDefinition | ImageVersion
MISSING = object()
OWN = {"name", "number", "region", "targets", "source_text", "host_caching"}  # read elsewhere
# Nobody stops sharing or protecting something by not speaking of it.
KEPT = {"sharing", "may_lose_regions", "is_kept_until_end_of_life"}


def wanted_of(
    rules: Rules, thing: type[Thing], body: Mapping[str, Any], *, replaces: bool = False
) -> dict[str, Any]:
    """Columns that a body speaks of.

    One that `replaces` takes back what may change and is left out; it says nothing of properties
    when it has none at all.
    """
    wanted = {}
    for name, place in (rules.always | rules.never).items():
        path = place.split(".")[1:]
        value = dig(body, path)
        if name in OWN or (value is MISSING and name in rules.never):
            continue
        if value is not MISSING:
            wanted[name] = value
        elif replaces and name not in KEPT and (len(path) == 1 or "properties" in body):
            wanted[name] = default_of(thing, name)
    return wanted


def default_of(thing: type[Thing], name: str) -> Any:
    return {} if name == "tags" else thing._meta.get_field(name).get_default()  # type: ignore[union-attr]


def shown(rules: Rules, thing: Thing, without: Collection[str] = ()) -> dict[str, Any]:
    """A body with all columns that say something."""
    card = thing.resource
    body: dict[str, Any] = {"id": card.arm_id, "type": card.type}
    for name, place in (rules.never | rules.always).items():
        if name in without or name in {"targets", "source_text", "host_caching"}:
            continue
        value = value_of(thing, name)
        if value not in EMPTY:
            put(body, place.split(".")[1:], iso(value) if isinstance(value, datetime) else value)
    return body


def dig(body: Mapping[str, Any], path: list[str]) -> Any:
    found: Any = body
    for part in path:
        if not isinstance(found, Mapping) or part not in found:
            return MISSING
        found = found[part]
    return found


def put(body: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        body = body.setdefault(part, {})
    body[path[-1]] = value


@contextmanager
def arm_names(rules: Rules) -> Iterator[None]:
    """Errors name properties as the public service does."""
    names = rules.always | rules.never
    names = {
        **names,
        "target_regions": names.get("targets", ""),
        "source": names.get("source_text", ""),
    }
    try:
        yield
    except PortalError as error:
        error.field = names.get(error.field, error.field)
        raise
