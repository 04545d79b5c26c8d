"""Building ids of resources out of types and names."""

import re
from itertools import chain

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@function("resourceId")
def resource_id(scope: Scope, *parts: Value) -> Value:
    """`([subscription], [group], type, name, ...)`."""
    above, type_, names = _split([text(part) for part in parts])
    return _bounded(scope, with_type(_place(scope, above), type_, names))


@function("subscriptionResourceId")
def subscription_resource_id(scope: Scope, *parts: Value) -> Value:
    above, type_, names = _split([text(part) for part in parts])
    guid = above[0] if above else _subscription(scope)
    return _bounded(scope, with_type(f"/subscriptions/{guid}", type_, names))


@function("tenantResourceId")
def tenant_resource_id(scope: Scope, *parts: Value) -> Value:
    _, type_, names = _split([text(part) for part in parts])
    return _bounded(scope, with_type("", type_, names))


@function("extensionResourceId")
def extension_resource_id(scope: Scope, target: Value, type_: Value, *names: Value) -> Value:
    base = text(target).rstrip("/")
    return _bounded(scope, with_type(base, text(type_), [text(name) for name in names]))


@function("managementGroupResourceId")
def management_group_resource_id(scope: Scope, *parts: Value) -> Value:
    raise InvalidTemplate("there are no management groups here.")


def with_type(base: str, type_: str, names: list[str]) -> str:
    """`base/providers/namespace/type/name/type/name ...`. Raises InvalidTemplate."""
    namespace, *types = type_.strip("/").split("/")
    if not types:
        raise InvalidTemplate("a type is written as namespace/type.")
    if len(types) != len(names):
        raise InvalidTemplate(
            f"the type '{type_[:120]}' needs {len(types)} names, one for each of its parts; "
            f"there are {len(names)}."
        )
    pairs = chain.from_iterable(zip(types, names, strict=True))
    return "/".join((base, "providers", namespace, *pairs))


def _split(parts: list[str]) -> tuple[list[str], str, list[str]]:
    """What stands before the type, the type, and the names: the type is what has a slash."""
    for at, part in enumerate(parts[:3]):
        if "/" in part and "." in part.split("/")[0]:
            return parts[:at], part, parts[at + 1 :]
    raise InvalidTemplate("a type such as Microsoft.Compute/galleries is missing.")


def _place(scope: Scope, above: list[str]) -> str:
    if not above:
        return scope.world.place
    guid, group = _subscription(scope), above[-1]
    if len(above) == 2:
        guid = above[0]
    elif GUID.fullmatch(group):
        return f"/subscriptions/{group}"
    return f"/subscriptions/{guid}/resourceGroups/{group}"


def _subscription(scope: Scope) -> str:
    return str(scope.world.subscription["subscriptionId"])


def _bounded(scope: Scope, made: str) -> str:
    scope.budget.text(len(made))
    return made
