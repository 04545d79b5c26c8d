"""What the template is given, and where and by whom it is deployed."""

from collections.abc import Mapping
from typing import Any

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value


@function("parameters", makes=False)
def parameters(scope: Scope, name: Value) -> Value:
    return scope.parameters.get(text(name))


@function("variables", makes=False)
def variables(scope: Scope, name: Value) -> Value:
    return scope.variables.get(text(name))


@function("deployment")
def deployment(scope: Scope) -> Value:
    return dict(scope.world.deployment)


@function("deployer")
def deployer(scope: Scope) -> Value:
    return dict(scope.world.deployer)


@function("environment")
def environment(scope: Scope) -> Value:
    return dict(scope.world.environment)


@function("resourceGroup")
def resource_group(scope: Scope) -> Value:
    return dict(_known(scope.world.resource_group, "a resource group"))


@function("subscription")
def subscription(scope: Scope) -> Value:
    return dict(scope.world.subscription)


@function("tenant")
def tenant(scope: Scope) -> Value:
    return dict(scope.world.tenant)


@function("managementGroup")
def management_group(scope: Scope) -> Value:
    raise InvalidTemplate("there are no management groups here.")


@function("providers")
def providers(scope: Scope, namespace: Value, type_: Value = "") -> Value:
    """`{"resourceType", "apiVersions", "locations"}` of a type, or all of a namespace."""
    found = scope.world.providers(text(namespace))
    if not found:
        raise InvalidTemplate("there is no such namespace here.")
    if not type_:
        return {"namespace": text(namespace), "resourceTypes": found}
    for each in found:
        if each["resourceType"].lower() == text(type_).lower():
            return each
    raise InvalidTemplate("there is no such type here.")


def _known(found: Mapping[str, Any] | None, what: str) -> Mapping[str, Any]:
    if found is None:
        raise InvalidTemplate(f"this deployment is not in {what}.")
    return found
