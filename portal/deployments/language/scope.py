"""What an expression can see from where it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from portal.deployments.language.budget import Budget
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.values import Value

HERE = ""  # the loop that copyIndex() without a name means


class Names(Protocol):
    """Parameters or variables, by name whatever the case. Raises InvalidTemplate."""

    def get(self, name: str) -> Value: ...


class Nothing:
    def __init__(self, what: str) -> None:
        self.what = what

    def get(self, name: str) -> Value:
        raise InvalidTemplate(f"{self.what} cannot be used here.")


class Runtime(Protocol):
    """What can be asked of resources once they exist."""

    def reference(self, name: str, version: str, *, full: bool) -> Value: ...
    def references(self, symbol: str, *, full: bool) -> Value: ...


@dataclass(frozen=True)
class World:
    """What is outside of the template: where it is deployed, by whom, when.

    `place` is the id under which resources are made: a resource group's or a subscription's.
    """

    place: str
    subscription: Mapping[str, Any]
    tenant: Mapping[str, Any]
    deployment: Mapping[str, Any]
    now: str  # ISO 8601, UTC
    resource_group: Mapping[str, Any] | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    deployer: Mapping[str, Any] = field(default_factory=dict)
    providers: Callable[[str], list[dict[str, Any]]] = lambda namespace: []


@dataclass(frozen=True)
class OwnFunction:
    """A function that the template defines."""

    parameters: tuple[str, ...]
    value: Value


@dataclass(frozen=True)
class Symbol:
    """A resource that the template names by symbol."""

    id: str
    name: str
    type: str
    version: str


@dataclass(frozen=True)
class Scope:
    budget: Budget
    world: World
    parameters: Names
    variables: Names
    functions: Mapping[tuple[str, str], OwnFunction] = field(default_factory=dict)
    loops: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, Value] = field(default_factory=dict)  # what lambdas were called with
    symbols: Callable[[str], Symbol | None] = lambda name: None
    runtime: Runtime | None = None  # None while planning: nothing exists yet
    is_default: bool = False  # a parameter's default may ask for the time or a new guid

    def in_loop(self, name: str, index: int, *, is_innermost: bool = False) -> "Scope":
        added = {name.lower(): index, **({HERE: index} if is_innermost else {})}
        return replace(self, loops={**self.loops, **added})

    def with_given(self, values: Mapping[str, Value]) -> "Scope":
        return replace(self, given={**self.given, **{k.lower(): v for k, v in values.items()}})

    def inside(self, parameters: Names) -> "Scope":
        """In a function of the template's own: its parameters and nothing else."""
        nothing = Nothing("variables()")
        return replace(
            self, parameters=parameters, variables=nothing, loops={}, given={}, runtime=None
        )
