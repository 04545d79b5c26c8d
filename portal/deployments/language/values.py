"""Values of the language: those of JSON. Names in objects are found whatever their case."""

from typing import Any

from portal.deployments.language.errors import InvalidTemplate

Value = Any  # None | bool | int | float | str | list[Value] | dict[str, Value]
LEAST, MOST = -(2**63), 2**63 - 1


def kind_of(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def same(one: Value, other: Value) -> bool:
    """Equal, and of one type: 1 is not true, but 1 is 1.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def key_in(value: dict[str, Value], name: str) -> str | None:
    """The key as it is written there."""
    if name in value:
        return name
    wanted = name.lower()
    return next((key for key in value if key.lower() == wanted), None)


def get(value: dict[str, Value], name: str, default: Value = None) -> Value:
    key = key_in(value, name)
    return default if key is None else value[key]


def member(of: Value, key: Value) -> Value:
    """`of.key`, `of[key]`. Raises InvalidTemplate when it is not there."""
    if isinstance(of, dict) and isinstance(key, str):
        found = key_in(of, key)
        if found is None:
            raise InvalidTemplate("the object has no property of that name.")
        return of[found]
    if isinstance(of, list) and is_whole(key):
        if not 0 <= key < len(of):
            raise InvalidTemplate(f"there is no item {key} in an array of {len(of)}.")
        return of[key]
    if isinstance(of, dict | list):
        wanted = "a property's name" if isinstance(of, dict) else "an item's number"
        raise InvalidTemplate(f"the {kind_of(of)} is asked for {wanted}, not {kind_of(key)}.")
    raise InvalidTemplate(f"the value is {kind_of(of)} and has no properties or items.")
