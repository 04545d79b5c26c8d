"""What can be known only of a resource that exists."""

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text
from portal.deployments.language.scope import Runtime, Scope, Symbol
from portal.deployments.language.values import Value

FULL = "full"


@function("reference")
def reference(scope: Scope, name: Value, version: Value = "", how: Value = "") -> Value:
    """Its properties, or with 'Full' all of it. `name` is a name, id or symbol."""
    known = _runtime(scope)
    return known.reference(text(name), text(version), full=text(how).lower() == FULL)


@function("references")
def references(scope: Scope, symbol: Value, how: Value = "") -> Value:
    """Of each resource that a loop made."""
    return _runtime(scope).references(text(symbol), full=text(how).lower() == FULL)


@function("resourceInfo")
def resource_info(scope: Scope, symbol: Value) -> Value:
    found: Symbol | None = scope.symbols(text(symbol))
    if found is None:
        raise InvalidTemplate("no resource of the template has this symbol.")
    return {"id": found.id, "name": found.name, "type": found.type, "apiVersion": found.version}


def _runtime(scope: Scope) -> Runtime:
    if scope.runtime is None:
        raise InvalidTemplate(
            "it can be used only in the properties of resources and in outputs, because nothing "
            "exists yet where names, conditions, counts and variables are worked out."
        )
    return scope.runtime


def _refuse(name: str) -> None:
    @function(name)
    def refuse(scope: Scope, *arguments: Value) -> Value:
        raise InvalidTemplate("it is not served: no resource here hands out keys or secrets.")


for _name in ("list", "listKeys", "listSecrets", "listAccountSas", "listServiceSas", "getSecret"):
    _refuse(_name)
