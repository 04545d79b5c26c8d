"""Working out expressions, and the values they stand in."""

from collections.abc import Iterator
from typing import Any

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.grammar import is_expression, literal, parse
from portal.deployments.language.nodes import Invoke, Literal, Member, Node
from portal.deployments.language.registry import BY_NAME
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, get, is_whole, kind_of, member

MOST_COPIES = 800
CHARACTERS_PER_STEP = 32
NAMES_PER_STEP = 100
LOOPS = "copy"


def evaluate(node: Node, scope: Scope) -> Value:
    with scope.budget:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Member):
            return _member(node, scope)
        if node.namespace:
            return _call_own(node, scope)
        return _call(node, scope)


def _member(node: Member, scope: Scope) -> Value:
    of = evaluate(node.of, scope)
    if isinstance(of, dict):  # all names are looked at, when one is written in other letters
        scope.budget.step(len(of) // NAMES_PER_STEP)
    return member(of, evaluate(node.key, scope))


def _call(node: Invoke, scope: Scope) -> Value:
    function = BY_NAME.get(node.name.lower())
    if function is None:
        raise InvalidTemplate(f"there is no function {node.name[:40]}().")
    function.check(len(node.arguments))
    if function.is_lazy:
        return function(scope, *node.arguments)
    value = function(scope, *[evaluate(argument, scope) for argument in node.arguments])
    if function.makes and isinstance(value, list | dict):
        scope.budget.value(value)
    return value


class Arguments:
    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values

    def get(self, name: str) -> Value:
        if name.lower() not in self.values:
            raise InvalidTemplate("the function has no such parameter.")
        return self.values[name.lower()]


def _call_own(node: Invoke, scope: Scope) -> Value:
    """A function of the template: `namespace.name(...)`."""
    function = scope.functions.get((node.namespace.lower(), node.name.lower()))
    if function is None:
        raise InvalidTemplate(f"there is no function {node.namespace[:40]}.{node.name[:40]}().")
    if len(node.arguments) != len(function.parameters):
        raise InvalidTemplate(f"{node.name[:40]}() takes {len(function.parameters)} arguments.")
    values = [evaluate(argument, scope) for argument in node.arguments]
    given = dict(zip(function.parameters, values, strict=True))
    return resolve(function.value, scope.inside(Arguments(given)), "functions")


def resolve(value: Value, scope: Scope, path: str = "") -> Value:
    """`value` with every expression in it worked out, loops of properties included."""
    if isinstance(value, str):
        return _text(value, scope, path)
    if not isinstance(value, list | dict):
        return value
    try:
        with scope.budget:
            scope.budget.step(len(value))
            if isinstance(value, list):
                return [resolve(item, scope, f"{path}[{n}]") for n, item in enumerate(value)]
            return dict(_properties(value, scope, path))
    except OutOfBounds as error:
        raise error.at(path) from error


def _text(text: str, scope: Scope, path: str) -> Value:
    if not is_expression(text):
        return literal(text)
    try:
        with scope.budget:
            return evaluate(parsed(text, scope), scope)
    except InvalidTemplate as error:
        raise error.at(path, text) from error


def parsed(text: str, scope: Scope) -> Node:
    """Reading takes time too."""
    scope.budget.step(len(text) // CHARACTERS_PER_STEP)
    return parse(text)


def _properties(value: dict[str, Any], scope: Scope, path: str) -> Iterator[tuple[str, Value]]:
    for key, inner in value.items():
        if key.lower() == LOOPS and is_loops(inner):
            for loop in inner:
                yield str(get(loop, "name")), repeat(loop, scope, path)
            continue
        name = _text(key, scope, path)
        if not isinstance(name, str):
            raise InvalidTemplate("a property's name must be a string.", path=path, expression=key)
        yield name, resolve(inner, scope, f"{path}.{key}" if path else key)


def is_loops(value: Value) -> bool:
    """`copy: [{name, count, input}, ...]`, which repeats a property and not the resource."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and get(item, "input", value) is not value for item in value)
    )


def repeat(loop: dict[str, Any], scope: Scope, path: str) -> list[Value]:
    """One loop of a property, variable or output."""
    name = get(loop, "name", "")
    place = f"{path}.copy" if path else LOOPS
    if not isinstance(name, str) or is_expression(name):
        raise InvalidTemplate("a loop needs a name, as a string.", path=place)
    each = get(loop, "input")
    return [
        resolve(each, scope.in_loop(name, index, is_innermost=not name), f"{place}[{name}]")
        for index in range(count_of(loop, scope, place))
    ]


def count_of(loop: dict[str, Any], scope: Scope, path: str) -> int:
    count = resolve(get(loop, "count"), scope, f"{path}.count")
    if not is_whole(count):
        raise InvalidTemplate(f"count must be int, not {kind_of(count)}.", path=path)
    if not 0 <= count <= MOST_COPIES:
        raise OutOfBounds(f"count must lie between 0 and {MOST_COPIES}.", path=path)
    return int(count)
