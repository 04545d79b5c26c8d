"""A template, its parameters and the world, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.deployments.language.budget import Budget
from portal.deployments.language.evaluate import resolve
from portal.deployments.language.scope import Nothing, Runtime, Scope, Symbol, World
from portal.deployments.language.values import Value
from portal.deployments.planning.dependencies import in_order, needs_of
from portal.deployments.planning.lookup import Lookup
from portal.deployments.planning.nested import body_of_nested
from portal.deployments.planning.outputs import outputs_of
from portal.deployments.planning.parameters import Parameters
from portal.deployments.planning.resources import Planned, body_without_instructions, expand
from portal.deployments.planning.template import Template
from portal.deployments.planning.variables import Variables


@dataclass(frozen=True)
class Plan:
    """`steps` in an order in which they can be made; `needs` gives what each waits for."""

    template: Template
    parameters: Parameters
    scope: Scope
    resources: tuple[Planned, ...]
    steps: tuple[Planned, ...]
    needs: Mapping[Planned, list[Planned]]
    lookup: Lookup

    def body_of(self, planned: Planned, runtime: Runtime) -> dict[str, Any]:
        """What is to be put at its id. Raises InvalidTemplate."""
        scope = replace(planned.scope, runtime=runtime, budget=Budget())
        body = body_without_instructions(planned.raw)
        if planned.is_deployment:
            made = body_of_nested(planned, body, scope)
        else:
            made = dict(resolve(body, scope, planned.path))
        scope.budget.value(made)
        return made

    def outputs(self, runtime: Runtime) -> dict[str, Any]:
        scope = replace(self.scope, runtime=runtime, budget=Budget())
        return outputs_of(self.template, scope)

    @property
    def providers(self) -> list[dict[str, Any]]:
        """Namespaces and types of what is deployed, as the result of a deployment tells them."""
        types: dict[str, dict[str, str]] = {}
        for planned in self.steps:
            namespace, _, type_ = planned.type.partition("/")
            types.setdefault(namespace, {})[type_.lower()] = type_
        return [
            {"namespace": namespace, "resourceTypes": [{"resourceType": t} for t in found.values()]}
            for namespace, found in types.items()
        ]


def make_plan(
    template: Value, given: Mapping[str, Value], world: World, budget: Budget | None = None
) -> Plan:
    """Raises InvalidTemplate for all that can be known to be wrong before anything is made."""
    read = Template.read(template)
    nothing = Scope(
        budget or Budget(), world, Nothing("parameters()"), Nothing("variables()"), read.functions
    )
    parameters = Parameters(read, given, nothing).settle()
    variables = Variables(read, replace(nothing, parameters=parameters)).settle()
    symbols = Symbols()
    scope = replace(nothing, parameters=parameters, variables=variables, symbols=symbols.get)
    resources = expand(read.resources, scope)
    symbols.lookup = Lookup(resources)
    needs = needs_of(resources, symbols.lookup)
    steps = tuple(in_order(needs))
    return Plan(read, parameters, scope, tuple(resources), steps, needs, symbols.lookup)


class Symbols:
    """Known once all resources are."""

    lookup = Lookup([])

    def get(self, name: str) -> Symbol | None:
        found = self.lookup.named(name)
        if not found:
            return None
        one = found[0]
        return Symbol(one.id, one.name, one.type, one.version)
