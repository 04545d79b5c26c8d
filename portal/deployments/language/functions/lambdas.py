"""`lambda('item', ...)`, and what can be done with one for every item of an array."""

from collections.abc import Callable
from functools import cmp_to_key

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.evaluate import evaluate
from portal.deployments.language.nodes import Invoke, Literal, Node
from portal.deployments.language.registry import array, expect, function, text
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

Run = Callable[..., Value]


@function("lambda", lazy=True)
def lambda_(scope: Scope, *parts: Node) -> Value:
    raise InvalidTemplate("lambda() can stand only as an argument of map(), filter() and the like.")


@function("lambdaVariables", makes=False)
def lambda_variables(scope: Scope, name: Value) -> Value:
    key = text(name).lower()
    if key not in scope.given:
        raise InvalidTemplate("there is no such variable in this lambda.")
    return scope.given[key]


@function("map", lazy=True)
def map_(scope: Scope, values: Node, body: Node) -> Value:
    """What the lambda makes of each; it may also take the number of the item."""
    run = _runner(scope, body, 1, 2)
    return _made(scope, [run(item, at) for at, item in enumerate(_items(scope, values))])


@function("filter", lazy=True)
def filter_(scope: Scope, values: Node, body: Node) -> Value:
    run = _runner(scope, body, 1, 2)
    found = _items(scope, values)
    return _made(scope, [item for at, item in enumerate(found) if _yes(run(item, at))])


@function("reduce", lazy=True)
def reduce_(scope: Scope, values: Node, start: Node, body: Node) -> Value:
    run = _runner(scope, body, 2, 3)
    total = evaluate(start, scope)
    for at, item in enumerate(_items(scope, values)):
        total = run(total, item, at)
    return total


@function("sort", lazy=True)
def sort(scope: Scope, values: Node, body: Node) -> Value:
    """The lambda says whether the first of two goes before the other."""
    run = _runner(scope, body, 2, 2)

    def order(one: Value, other: Value) -> int:
        return -1 if _yes(run(one, other)) else int(_yes(run(other, one)))

    return _made(scope, sorted(_items(scope, values), key=cmp_to_key(order)))


@function("toObject", lazy=True)
def to_object(scope: Scope, values: Node, key: Node, value: Node | None = None) -> Value:
    name_of = _runner(scope, key, 1, 1)
    value_of = _runner(scope, value, 1, 1) if value is not None else None
    found = _items(scope, values)
    return _made(
        scope,
        {text(name_of(item)): value_of(item) if value_of else item for item in found},
    )


@function("groupBy", lazy=True)
def group_by(scope: Scope, values: Node, key: Node) -> Value:
    name_of = _runner(scope, key, 1, 1)
    groups: dict[str, list[Value]] = {}
    for item in _items(scope, values):
        groups.setdefault(text(name_of(item)), []).append(item)
    return _made(scope, groups)


@function("mapValues", lazy=True)
def map_values(scope: Scope, values: Node, body: Node) -> Value:
    run = _runner(scope, body, 1, 1)
    found = expect(evaluate(values, scope), "object")
    return _made(scope, {key: run(value) for key, value in found.items()})


def _runner(scope: Scope, node: Node, least: int, most: int) -> Run:
    """Call the lambda with as many of the values as it takes."""
    if not isinstance(node, Invoke) or node.name.lower() != "lambda":
        raise InvalidTemplate("a lambda() is needed here.")
    *heads, body = node.arguments or (Literal(None),)
    names = [head.value for head in heads if isinstance(head, Literal)]
    if not least <= len(heads) <= most or not all(isinstance(name, str) for name in names):
        raise InvalidTemplate(f"the lambda takes {least} to {most} names and then what to do.")

    def run(*values: Value) -> Value:
        given = dict(zip(map(str, names), values, strict=False))
        with scope.budget:
            return evaluate(body, scope.with_given(given))

    return run


def _items(scope: Scope, node: Node) -> list[Value]:
    found = array(evaluate(node, scope))
    scope.budget.items(len(found))
    return found


def _yes(value: Value) -> bool:
    return bool(expect(value, "bool"))


def _made(scope: Scope, value: Value) -> Value:
    scope.budget.value(value)
    return value
