"""Arrays. What several types share (length, contains, union ...) is in `collections`."""

from portal.deployments.language.budget import ITEMS
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import array as array_of
from portal.deployments.language.registry import expect, function, whole, within
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import LEAST, MOST, Value


@function("array")
def array(scope: Scope, value: Value) -> Value:
    return value if isinstance(value, list) else [value]


@function("createArray")
def create_array(scope: Scope, *values: Value) -> Value:
    return list(values)


@function("range")
def range_(scope: Scope, start: Value, count: Value) -> Value:
    begin, length = whole(start), within(whole(count), 0, ITEMS)
    if not LEAST <= begin + length <= MOST:
        raise InvalidTemplate("the numbers do not fit into 64 bits.")
    scope.budget.items(length)
    return list(range(begin, begin + length))


@function("flatten")
def flatten(scope: Scope, values: Value) -> Value:
    """One level of arrays in an array less."""
    inner = [expect(value, "array") for value in array_of(values)]
    scope.budget.items(sum(map(len, inner)))
    return [item for value in inner for item in value]
