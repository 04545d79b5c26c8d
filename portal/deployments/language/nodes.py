"""What an expression is made of, once parsed."""

from collections.abc import Iterator
from dataclasses import dataclass

Scalar = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Literal:
    value: Scalar


@dataclass(frozen=True, slots=True)
class Invoke:
    """`name(arguments)`, or `namespace.name(arguments)` for a function of the template's own."""

    name: str
    arguments: tuple["Node", ...]
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """`of.key` or `of[key]`."""

    of: "Node"
    key: "Node"


Node = Literal | Invoke | Member


def invocations(node: Node) -> Iterator[Invoke]:
    """Every function that is called anywhere in it, outermost first."""
    waiting: list[Node] = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Invoke):
            yield current
            waiting.extend(reversed(current.arguments))
        elif isinstance(current, Member):
            waiting.extend((current.key, current.of))
