"""Objects, and JSON. What several types share is in `collections`."""

from portal.deployments.language import jsonc
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import array, expect, function, text
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value


@function("createObject")
def create_object(scope: Scope, *pairs: Value) -> Value:
    if len(pairs) % 2:
        raise InvalidTemplate("it takes names and values in turn.")
    names = [text(name) for name in pairs[::2]]
    return dict(zip(names, pairs[1::2], strict=True))


@function("null")
def null(scope: Scope) -> Value:
    return None


@function("json")
def json_(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return jsonc.read(text(value))


@function("items")
def items(scope: Scope, value: Value) -> Value:
    """`[{"key", "value"}, ...]`, by key."""
    found = expect(value, "object")
    scope.budget.items(len(found))
    return [{"key": key, "value": found[key]} for key in sorted(found, key=str.lower)]


@function("objectKeys")
def object_keys(scope: Scope, value: Value) -> Value:
    return sorted(expect(value, "object"), key=str.lower)


@function("shallowMerge")
def shallow_merge(scope: Scope, values: Value) -> Value:
    """The last one wins; what is inside is not merged."""
    made: dict[str, Value] = {}
    for value in array(values):
        made |= expect(value, "object")
    scope.budget.items(len(made))
    return made
