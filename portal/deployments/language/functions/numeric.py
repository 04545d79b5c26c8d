"""Whole numbers of 64 bits."""

import re
from collections.abc import Callable

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import expect, function, whole
from portal.deployments.language.scope import HERE, Scope
from portal.deployments.language.values import LEAST, MOST, Value

WHOLE = re.compile(r"\s*[+-]?[0-9]{1,20}\s*")
FLOAT = re.compile(r"\s*[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?\s*")


def _bounded(value: int) -> int:
    if not LEAST <= value <= MOST:
        raise InvalidTemplate("the number does not fit into 64 bits.")
    return value


@function("add")
def add(scope: Scope, one: Value, other: Value) -> Value:
    return _bounded(whole(one) + whole(other))


@function("sub")
def sub(scope: Scope, one: Value, other: Value) -> Value:
    return _bounded(whole(one) - whole(other))


@function("mul")
def mul(scope: Scope, one: Value, other: Value) -> Value:
    return _bounded(whole(one) * whole(other))


@function("div")
def div(scope: Scope, one: Value, other: Value) -> Value:
    """Without the fraction, towards zero."""
    dividend, divisor = whole(one), _not_zero(other)
    quotient = abs(dividend) // abs(divisor)
    return _bounded(quotient if (dividend < 0) == (divisor < 0) else -quotient)


@function("mod")
def mod(scope: Scope, one: Value, other: Value) -> Value:
    """With the sign of the first."""
    dividend, divisor = whole(one), _not_zero(other)
    rest = abs(dividend) % abs(divisor)
    return -rest if dividend < 0 else rest


def _not_zero(value: Value) -> int:
    number = whole(value)
    if number == 0:
        raise InvalidTemplate("nothing can be divided by zero.")
    return number


@function("int")
def int_(scope: Scope, value: Value) -> Value:
    if isinstance(value, str):
        if not WHOLE.fullmatch(value):
            raise InvalidTemplate("the string is not a whole number.")
        return _bounded(int(value))
    return _bounded(int(expect(value, "int", "float")))


@function("float")
def float_(scope: Scope, value: Value) -> Value:
    if isinstance(value, str):
        if not FLOAT.fullmatch(value):
            raise InvalidTemplate("the string is not a number.")
        return float(value)
    return float(expect(value, "int", "float"))


@function("min")
def min_(scope: Scope, *values: Value) -> Value:
    return _of_all(min, values)


@function("max")
def max_(scope: Scope, *values: Value) -> Value:
    return _of_all(max, values)


def _of_all(choose: Callable[[list[int]], int], values: tuple[Value, ...]) -> int:
    """Of the arguments, or of the one array."""
    given = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not given:
        raise InvalidTemplate("there is no number to choose from.")
    return choose([whole(value) for value in given])


@function("copyIndex", makes=False)
def copy_index(scope: Scope, loop: Value = HERE, offset: Value = 0) -> Value:
    """`copyIndex()`, `copyIndex(1)`, `copyIndex('loop')`, `copyIndex('loop', 1)`."""
    if not isinstance(loop, str):
        loop, offset = HERE, loop
    index = scope.loops.get(loop.lower())
    if index is None:
        raise InvalidTemplate("it stands in no such loop.")
    return _bounded(index + whole(offset))
