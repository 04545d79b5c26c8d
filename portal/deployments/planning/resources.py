"""The resources of a template, one for each time round their loops, with their ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.evaluate import LOOPS, count_of, resolve
from portal.deployments.language.functions.ids import with_type
from portal.deployments.language.scope import HERE, Scope
from portal.deployments.language.values import Value, get, is_whole, kind_of
from portal.deployments.planning.template import MOST_RESOURCES, resources_in

MOST_TYPE = 200  # characters
DEPLOYMENT = "microsoft.resources/deployments"
GROUP = "microsoft.resources/resourcegroups"
# What tells how to make a resource, and is no part of it.
INSTRUCTIONS = {
    "type", "name", "apiversion", "dependson", "condition", LOOPS, "comments", "resources",
    "scope", "existing", "resourcegroup", "subscriptionid", "@options", "metadata", "asserts",
}  # fmt: skip


@dataclass(frozen=True)
class Loop:
    """One turn of the loop that a resource stands in."""

    name: str = HERE
    index: int = 0
    batch: int = 0  # so many at once, 0 for all


@dataclass(frozen=True, eq=False)
class Planned:
    """One resource. `scope` is what its expressions can see, `raw` is it as it is written."""

    id: str
    type: str
    name: str
    version: str
    path: str
    raw: dict[str, Any]
    scope: Scope
    symbol: str = ""
    loop: Loop | None = None
    parent: "Planned | None" = None
    is_existing: bool = False  # only referred to
    is_wanted: bool = True  # its condition holds

    @property
    def key(self) -> str:
        return self.id.lower()

    @property
    def is_deployment(self) -> bool:
        return self.type.lower() == DEPLOYMENT

    @property
    def label(self) -> str:
        """How a person would call it."""
        return f"{self.type}/{self.name}"

    def __str__(self) -> str:
        return self.label


def expand(resources: tuple[tuple[str, str, dict[str, Any]], ...], scope: Scope) -> list[Planned]:
    """Raises InvalidTemplate, OutOfBounds."""
    found: list[Planned] = []
    for symbol, path, raw in resources:
        for planned in _copies(raw, path, scope, symbol, None):
            found.append(planned)
            if len(found) > MOST_RESOURCES:
                raise OutOfBounds(f"there may be {MOST_RESOURCES} resources.", path="resources")
    _require_once(found)
    return found


def _copies(
    raw: dict[str, Any], path: str, scope: Scope, symbol: str, parent: Planned | None
) -> Iterator[Planned]:
    for loop, inner in turns(raw, path, scope):
        planned = _planned(raw, path, inner, symbol, loop, parent)
        yield planned
        for name, place, child in resources_in(get(raw, "resources"), f"{path}.resources"):
            yield from _copies(child, place, inner, name, planned)


def turns(raw: dict[str, Any], path: str, scope: Scope) -> Iterator[tuple[Loop | None, Scope]]:
    """What a resource's expressions see, once for each time it is made."""
    copy = get(raw, LOOPS)
    if copy is None:
        yield None, scope
        return
    place = f"{path}.copy"
    if not isinstance(copy, dict) or not isinstance(name := get(copy, "name", HERE), str):
        raise InvalidTemplate("a loop is written as {name, count}.", path=place)
    batch = _batch(copy, scope, place)
    for index in range(count_of(copy, scope, place)):
        yield Loop(name, index, batch), scope.in_loop(name, index, is_innermost=True)


def _batch(copy: dict[str, Any], scope: Scope, path: str) -> int:
    if str(get(copy, "mode", "parallel")).lower() != "serial":
        return 0
    size = resolve(get(copy, "batchSize", 1), scope, f"{path}.batchSize")
    if not is_whole(size) or size < 1:
        raise InvalidTemplate("batchSize must be a whole number from 1 on.", path=path)
    return int(size)


def _planned(
    raw: dict[str, Any], path: str, scope: Scope, symbol: str, loop: Loop | None,
    parent: Planned | None,
) -> Planned:  # fmt: skip
    type_, name = _type(raw, path, scope), _text(raw, "name", path, scope)
    if parent is not None and not type_.lower().startswith(f"{parent.type.lower()}/"):
        type_, name = f"{parent.type}/{type_}", f"{parent.name}/{name}"
    is_existing = _flag(raw, "existing", path, scope, default=False)
    is_wanted = _flag(raw, "condition", path, scope, default=True)
    return Planned(
        id=_id(raw, path, scope, type_, name),
        type=type_,
        name=name,
        version=_text(raw, "apiVersion", path, scope),
        path=path if loop is None else f"{path}[{loop.index}]",
        raw=raw,
        scope=scope,
        symbol=symbol,
        loop=loop,
        parent=parent,
        is_existing=is_existing,
        is_wanted=is_wanted and (parent is None or parent.is_wanted),
    )


def _type(raw: dict[str, Any], path: str, scope: Scope) -> str:
    found = _text(raw, "type", path, scope)
    if len(found) > MOST_TYPE or any(not part for part in found.split("/")):
        raise InvalidTemplate("a type is written as namespace/type.", path=f"{path}.type")
    return found


def _text(raw: dict[str, Any], name: str, path: str, scope: Scope) -> str:
    value = resolve(get(raw, name), scope, f"{path}.{name}")
    if not isinstance(value, str) or not value:
        told = "it is missing" if value in (None, "") else f"it is {kind_of(value)}"
        raise InvalidTemplate(f"'{name}' must be a string; {told}.", path=f"{path}.{name}")
    return value


def _flag(raw: dict[str, Any], name: str, path: str, scope: Scope, *, default: bool) -> bool:
    value = resolve(get(raw, name, default), scope, f"{path}.{name}")
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise InvalidTemplate(f"it must be bool, not {kind_of(value)}.", path=f"{path}.{name}")
    return value


def _id(raw: dict[str, Any], path: str, scope: Scope, type_: str, name: str) -> str:
    if type_.lower() == GROUP:
        return f"{_subscription(scope.world.place)}/resourceGroups/{name}"
    try:
        return with_type(_base(raw, path, scope), type_, name.split("/"))
    except InvalidTemplate as error:
        raise error.at(f"{path}.name") from error


def _base(raw: dict[str, Any], path: str, scope: Scope) -> str:
    """Under what it is made: the place of the deployment, unless it says otherwise."""
    place = scope.world.place
    if get(raw, "scope") is not None:
        target = _text(raw, "scope", path, scope).rstrip("/")
        if target.startswith("/"):
            return target
        namespace, *pairs = target.split("/")
        return f"{place}/providers/{namespace}/{'/'.join(pairs)}"
    base = _subscription(place)
    if get(raw, "subscriptionId") is not None:
        base = f"/subscriptions/{_text(raw, 'subscriptionId', path, scope)}"
    elif get(raw, "resourceGroup") is None:
        return place
    if get(raw, "resourceGroup") is not None:
        return f"{base}/resourceGroups/{_text(raw, 'resourceGroup', path, scope)}"
    return base


def _subscription(place: str) -> str:
    return "/".join(place.split("/")[:3])


def _require_once(found: list[Planned]) -> None:
    seen: dict[str, Planned] = {}
    for planned in found:
        if not planned.is_wanted or planned.is_existing:
            continue
        other = seen.setdefault(planned.key, planned)
        if other is not planned:
            raise InvalidTemplate(
                f"'{planned.label}' is there more than once, first at '{other.path}'.",
                path=planned.path,
            )


def body_without_instructions(raw: dict[str, Any]) -> dict[str, Value]:
    return {name: value for name, value in raw.items() if name.lower() not in INSTRUCTIONS}
