"""What strings, arrays and objects have in common."""

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.jsonc import write
from portal.deployments.language.registry import all_of, expect, function, text, whole
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, get, key_in, same


@function("concat")
def concat(scope: Scope, *values: Value) -> Value:
    """Of strings (and what can be written as one), or of arrays."""
    if values and all_of(values, "array"):
        scope.budget.items(sum(map(len, values)))
        return [item for value in values for item in value]
    parts = [_written(expect(value, "string", "int", "bool")) for value in values]
    scope.budget.text(sum(map(len, parts)))
    return "".join(parts)


def _written(value: Value) -> str:
    return value if isinstance(value, str) else str(value)


@function("length")
def length(scope: Scope, value: Value) -> Value:
    return len(expect(value, "string", "array", "object"))


@function("empty")
def empty(scope: Scope, value: Value) -> Value:
    return value is None or len(expect(value, "string", "array", "object")) == 0


@function("contains")
def contains(scope: Scope, container: Value, item: Value) -> Value:
    """An item of an array, a name in an object, a part of a string."""
    expect(container, "string", "array", "object")
    if isinstance(container, str):
        scope.budget.text(len(container))
        return _written(expect(item, "string", "int")) in container
    if isinstance(container, dict):
        scope.budget.step(len(container))
        return key_in(container, text(item)) is not None
    scope.budget.value(container)
    return any(same(each, item) for each in container)


@function("first", makes=False)
def first(scope: Scope, value: Value) -> Value:
    return _end(value, 0)


@function("last", makes=False)
def last(scope: Scope, value: Value) -> Value:
    return _end(value, -1)


def _end(value: Value, at: int) -> Value:
    if not expect(value, "string", "array"):
        return "" if isinstance(value, str) else None
    return value[at]


@function("skip")
def skip(scope: Scope, value: Value, count: Value) -> Value:
    expect(value, "string", "array")
    return _part(scope, value, min(max(0, whole(count)), len(value)), len(value))


@function("take")
def take(scope: Scope, value: Value, count: Value) -> Value:
    expect(value, "string", "array")
    return _part(scope, value, 0, min(max(0, whole(count)), len(value)))


def _part(scope: Scope, value: Value, start: int, end: int) -> Value:
    if isinstance(value, str):
        scope.budget.text(end - start)
    else:
        scope.budget.items(end - start)
    return value[start:end]


@function("indexOf")
def index_of(scope: Scope, value: Value, item: Value) -> Value:
    """-1 when it is not there. In a string, letters count whatever their case."""
    if isinstance(value, str):
        scope.budget.text(len(value))
        return value.lower().find(text(item).lower())
    return next(iter(_places(scope, value, item)), -1)


@function("lastIndexOf")
def last_index_of(scope: Scope, value: Value, item: Value) -> Value:
    if isinstance(value, str):
        scope.budget.text(len(value))
        return value.lower().rfind(text(item).lower())
    return max(_places(scope, value, item), default=-1)


def _places(scope: Scope, value: Value, item: Value) -> list[int]:
    scope.budget.value(expect(value, "string", "array"))
    return [at for at, each in enumerate(value) if same(each, item)]


@function("union")
def union(scope: Scope, one: Value, other: Value, *more: Value) -> Value:
    """Of arrays without repetition; of objects inside out, the last one winning."""
    given = (one, other, *more)
    for value in given:
        scope.budget.value(value)
    if all_of(given, "array"):
        by_text = {write(item): item for value in given for item in value}
        return list(by_text.values())
    made: dict[str, Value] = {}
    for value in given:
        made = _merged(made, expect(value, "object"))
    return made


def _merged(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    made = dict(one)
    by_name = {key.lower(): key for key in made}
    for name, value in other.items():
        key = by_name.get(name.lower(), name)
        before = made.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            made[key] = _merged(before, value)
        else:
            made[key] = value
    return made


@function("intersection")
def intersection(scope: Scope, one: Value, other: Value, *more: Value) -> Value:
    """What is in all of them."""
    given = (one, other, *more)
    for value in given:
        scope.budget.value(value)
    if all_of(given, "array"):
        kept = {write(item): item for item in one}
        for value in given[1:]:
            there = {write(item) for item in value}
            kept = {key: item for key, item in kept.items() if key in there}
        return list(kept.values())
    common = expect(one, "object")
    for value in given[1:]:
        common = _common(common, expect(value, "object"))
    return common


def _common(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    by_name = {key.lower(): value for key, value in other.items()}
    missing = object()
    return {k: v for k, v in one.items() if same(v, by_name.get(k.lower(), missing))}


@function("tryGet", makes=False)
def try_get(scope: Scope, value: Value, key: Value, *more: Value) -> Value:
    """Null where a property or item is not there."""
    for name in (key, *more):
        if value is None:
            return None
        value = _item(value, name)
    return value


def _item(value: Value, key: Value) -> Value:
    if isinstance(value, dict):
        return get(value, text(key))
    at = whole(key)
    return value[at] if 0 <= at < len(expect(value, "array", "object")) else None


@function("tryIndexFromEnd", makes=False)
def try_index_from_end(scope: Scope, value: Value, place: Value) -> Value:
    at = whole(place)
    return value[-at] if 1 <= at <= len(expect(value, "array")) else None


@function("indexFromEnd", makes=False)
def index_from_end(scope: Scope, value: Value, place: Value) -> Value:
    """1 is the last."""
    at = whole(place)
    if not 1 <= at <= len(expect(value, "array")):
        raise InvalidTemplate(f"there is no such item in an array of {len(value)}.")
    return value[-at]
