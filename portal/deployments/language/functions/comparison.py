"""Comparing values."""

from portal.deployments.language.evaluate import evaluate
from portal.deployments.language.nodes import Node
from portal.deployments.language.registry import expect, function
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, kind_of, same


@function("equals")
def equals(scope: Scope, one: Value, other: Value) -> Value:
    """Of the same type, and the same; letters count with their case."""
    scope.budget.value(one)
    return same(one, other)


@function("less")
def less(scope: Scope, one: Value, other: Value) -> Value:
    return _order(scope, one, other) < 0


@function("lessOrEquals")
def less_or_equals(scope: Scope, one: Value, other: Value) -> Value:
    return _order(scope, one, other) <= 0


@function("greater")
def greater(scope: Scope, one: Value, other: Value) -> Value:
    return _order(scope, one, other) > 0


@function("greaterOrEquals")
def greater_or_equals(scope: Scope, one: Value, other: Value) -> Value:
    return _order(scope, one, other) >= 0


@function("coalesce", lazy=True)
def coalesce(scope: Scope, *values: Node) -> Value:
    """The first that is not null."""
    for node in values:
        value = evaluate(node, scope)
        if value is not None:
            return value
    return None


def _order(scope: Scope, one: Value, other: Value) -> int:
    """Numbers with numbers, strings with strings."""
    kind = "string" if kind_of(one) == "string" else ""
    kinds = (kind,) if kind else ("int", "float")
    scope.budget.value(one)
    left, right = expect(one, *kinds), expect(other, *kinds)
    return (left > right) - (left < right)
