"""How functions are written down, so that calls can be checked before they are made."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.values import Value, kind_of

BY_NAME: dict[str, "Function"] = {}


@dataclass(frozen=True)
class Function:
    """`is_lazy`: it gets its arguments unevaluated; `makes`: its result is new, and is measured."""

    name: str
    body: Callable[..., Value]
    least: int
    most: int | None
    is_lazy: bool
    makes: bool

    def __call__(self, *arguments: Any) -> Value:
        if self.is_lazy:
            return self.body(*arguments)
        try:
            return self.body(*arguments)
        except InvalidTemplate as error:
            if error.path:
                raise
            raise type(error)(f"{self.name}(): {error.reason}") from error

    def check(self, count: int) -> None:
        """Whether it can be called with so many arguments."""
        if count < self.least or self.most is not None and count > self.most:
            raise InvalidTemplate(f"{self.name}() takes {self.takes}, not {count}.")

    @property
    def takes(self) -> str:
        if self.most is None:
            return f"at least {self.least} arguments"
        if self.least == self.most:
            return f"{self.least} argument{'' if self.least == 1 else 's'}"
        return f"{self.least} to {self.most} arguments"


def function(
    name: str, *, lazy: bool = False, makes: bool = True
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Serve this as `name`; how many arguments it takes is read from its own."""

    def add(body: Callable[..., Value]) -> Callable[..., Value]:
        given = list(inspect.signature(body).parameters.values())[1:]  # the first is the scope
        rest = any(each.kind is each.VAR_POSITIONAL for each in given)
        needed = sum(each.default is each.empty for each in given) - rest
        most = None if rest else len(given)
        BY_NAME[name.lower()] = Function(name, body, needed, most, lazy, makes)
        return body

    return add


def expect(value: Value, *kinds: str) -> Any:
    """`value`, when it is of one of these kinds."""
    if kind_of(value) not in kinds:
        wanted = " or ".join(kinds)
        raise InvalidTemplate(f"{wanted} is needed here, not {kind_of(value)}.")
    return value


def text(value: Value) -> str:
    return str(expect(value, "string"))


def whole(value: Value) -> int:
    return int(expect(value, "int"))


def array(value: Value) -> list[Value]:
    return list(expect(value, "array"))


def within(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise InvalidTemplate(f"a number between {least} and {most} is needed here.")
    return value


def all_of(values: tuple[Value, ...], kind: str) -> bool:
    return all(kind_of(value) == kind for value in values)
