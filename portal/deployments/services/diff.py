"""What differs between a resource that is there and what a template says of it."""

from collections.abc import Iterator
from typing import Any

from accounts import places
from portal.deployments.language.values import Value, get, key_in, same

LOCATION = "location"


def changes_between(before: dict[str, Any], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """Only of what the template names: the rest stays as it is."""
    return list(_changes(before, wanted, ""))


def _changes(before: dict[str, Any], wanted: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    for name, value in wanted.items():
        place = f"{path}.{name}" if path else name
        if key_in(before, name) is None:
            if value is not None:
                yield _change(place, "Create", None, value)
            continue
        there = get(before, name)
        if isinstance(there, dict) and isinstance(value, dict):
            yield from _changes(there, value, place)
        elif not _alike(name, there, value):
            kind = "Array" if isinstance(there, list) and isinstance(value, list) else "Modify"
            yield _change(place, kind, there, value)


def _change(path: str, kind: str, before: Value, after: Value) -> dict[str, Any]:
    children: list[Any] | None = None
    if kind == "Array":
        children = [_change("0", "Modify", before, after)]
    return {
        "path": path,
        "propertyChangeType": kind,
        "before": before,
        "after": after,
        "children": children,
    }


def _alike(name: str, there: Value, wanted: Value) -> bool:
    """The same for the resource, whether written as number or text, long or short."""
    if same(there, wanted):
        return True
    if name.lower() == LOCATION and isinstance(there, str) and isinstance(wanted, str):
        return places.normal(there) == places.normal(wanted)
    simple = isinstance(there, str | int) and isinstance(wanted, str | int)
    return simple and str(there).lower() == str(wanted).lower()
