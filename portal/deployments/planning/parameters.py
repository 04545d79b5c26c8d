"""What a template is given: declared types and bounds, and the values that meet them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.deployments.language.budget import Budget
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.evaluate import resolve
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, get, is_whole, key_in, kind_of, same
from portal.deployments.planning.template import Template

SECURE = {"securestring": "string", "secureobject": "object"}
SHOWN = {
    "string": "String", "int": "Int", "bool": "Bool", "object": "Object", "array": "Array",
    "securestring": "SecureString", "secureobject": "SecureObject",
}  # fmt: skip
MASK = "*******"
MISSING = object()
REFERENCES = "#/definitions/"


@dataclass(frozen=True)
class Declared:
    name: str
    type: str  # lower-cased
    rules: dict[str, Any]

    @property
    def path(self) -> str:
        return f"parameters.{self.name}"

    @property
    def is_secure(self) -> bool:
        return self.type in SECURE

    @property
    def is_nullable(self) -> bool:
        return get(self.rules, "nullable") is True

    def check(self, value: Value, budget: Budget) -> Value:
        """`value` when it meets what is declared. Raises InvalidTemplate."""
        if value is None and self.is_nullable:
            return value
        wanted = SECURE.get(self.type, self.type)
        if kind_of(value) != wanted:
            raise self.refuse(f"the value must be {wanted}, not {kind_of(value)}.")
        self._check_allowed(value, budget)
        self._check_bounds(value)
        return value

    def refuse(self, reason: str) -> InvalidTemplate:
        return InvalidTemplate(f"the parameter '{self.name}': {reason}", path=self.path)

    def _check_allowed(self, value: Value, budget: Budget) -> None:
        allowed = get(self.rules, "allowedValues")
        if not isinstance(allowed, list):
            return
        for each in value if self.type == "array" else [value]:
            budget.value(allowed)
            if not any(same(each, one) for one in allowed):
                shown = ", ".join(str(one)[:60] for one in allowed[:20])
                raise self.refuse(f"the value is not one of those allowed: {shown}.")

    def _check_bounds(self, value: Value) -> None:
        measured = value if is_whole(value) else None if isinstance(value, bool) else len(value)
        kind = "Value" if is_whole(value) else "Length"
        least, most = get(self.rules, f"min{kind}"), get(self.rules, f"max{kind}")
        if measured is not None and is_whole(least) and measured < least:
            raise self.refuse(f"its {kind.lower()} must be at least {least}.")
        if measured is not None and is_whole(most) and measured > most:
            raise self.refuse(f"its {kind.lower()} must be at most {most}.")


class Parameters:
    """Values by name. A default is worked out when it is first asked for, and may use others."""

    def __init__(self, template: Template, given: Mapping[str, Value], scope: Scope) -> None:
        self.declared = dict(_declared(template))
        self._scope = replace(scope, parameters=self, is_default=True)
        self._values: dict[str, Value] = {}
        self._asked: list[str] = []
        self._take(given)

    def get(self, name: str) -> Value:
        declared = self.declared.get(name.lower())
        if declared is None:
            raise InvalidTemplate("the template declares no parameter of this name.")
        if name.lower() not in self._values:
            self._values[name.lower()] = self._default(declared)
        return self._values[name.lower()]

    def settle(self) -> "Parameters":
        """Work out every default, so that all that can be wrong is known now."""
        for declared in self.declared.values():
            self.get(declared.name)
        return self

    def values(self, *, secure: bool) -> dict[str, Value]:
        """By the name as declared."""
        return {
            declared.name: self.get(declared.name)
            for declared in self.declared.values()
            if declared.is_secure is secure
        }

    def _take(self, given: Mapping[str, Value]) -> None:
        for name, value in given.items():
            declared = self.declared.get(name.lower())
            if declared is None:
                known = ", ".join(each.name for each in self.declared.values()) or "none"
                raise InvalidTemplate(
                    f"a value is given for '{name[:80]}', which the template does not declare. "
                    f"It declares: {known[:400]}.",
                    path="parameters",
                )
            if value is not None or declared.is_nullable:
                self._values[name.lower()] = declared.check(value, self._scope.budget)

    def _default(self, declared: Declared) -> Value:
        default = get(declared.rules, "defaultValue", MISSING)
        if default is MISSING:
            if declared.is_nullable:
                return None
            raise declared.refuse("a value is needed, because there is no default.")
        if declared.name in self._asked:
            raise declared.refuse("its default refers to itself.")
        self._asked.append(declared.name)
        try:
            with self._scope.budget:
                value = resolve(default, self._scope, f"{declared.path}.defaultValue")
        finally:
            self._asked.pop()
        self._scope.budget.value(value)
        return declared.check(value, self._scope.budget)


def given_in(body: Value) -> dict[str, Value]:
    """The values of `{"name": {"value": ...}}`. Raises InvalidTemplate."""
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise InvalidTemplate(f"parameters are an object, not {kind_of(body)}.", path="parameters")
    if isinstance(get(body, "parameters"), dict) and key_in(body, "contentVersion"):
        body = get(body, "parameters")  # a whole file of parameters
    return {name: _value(name, each) for name, each in body.items()}


def _value(name: str, given: Value) -> Value:
    path = f"parameters.{name[:80]}"
    if not isinstance(given, dict):
        raise InvalidTemplate('a value is given as {"value": ...}.', path=path)
    if key_in(given, "reference"):
        raise InvalidTemplate("values from a key vault are not served.", path=path)
    if not key_in(given, "value"):
        raise InvalidTemplate('a value is given as {"value": ...}.', path=path)
    return get(given, "value")


def shown(parameters: Parameters) -> dict[str, Value]:
    """`{name: {type, value}}`; secure ones without their value."""
    values = parameters.values(secure=False)
    return {
        each.name: {"type": SHOWN[each.type]}
        | ({} if each.is_secure else {"value": values[each.name]})
        for each in parameters.declared.values()
    }


def masked(parameters: Parameters) -> dict[str, Value]:
    """All values, with stand-ins for what is secret, for showing what would be made."""
    hidden: dict[str, Value] = {
        name: {} if isinstance(value, dict) else None if value is None else MASK
        for name, value in parameters.values(secure=True).items()
    }
    return {**parameters.values(secure=False), **hidden}


def without_rules_for_secrets(template: dict[str, Value]) -> dict[str, Value]:
    """The template, taking stand-ins for secure parameters whatever their length."""
    declared = get(template, "parameters") or {}
    loosened = {
        name: {"type": get(rules, "type"), "nullable": True}
        if str(get(rules, "type")).lower() in SECURE
        else rules
        for name, rules in declared.items()
    }
    others = {name: value for name, value in template.items() if name.lower() != "parameters"}
    return {**others, "parameters": loosened}


def _declared(template: Template) -> Any:
    for name, rules in template.parameters.items():
        path = f"parameters.{name[:80]}"
        if not isinstance(rules, dict):
            raise InvalidTemplate(f"a parameter is an object, not {kind_of(rules)}.", path=path)
        rules = _whole_rules(template, rules, path)
        type_ = get(rules, "type")
        if not isinstance(type_, str) or type_.lower() not in SHOWN:
            raise InvalidTemplate(f"the type must be one of: {', '.join(SHOWN)}.", path=path)
        yield name.lower(), Declared(name, type_.lower(), rules)


def _whole_rules(template: Template, rules: dict[str, Any], path: str) -> dict[str, Any]:
    """With those of the definition that it refers to."""
    for _ in range(len(template.definitions) + 1):
        reference = get(rules, "$ref")
        if reference is None:
            return rules
        name = str(reference).removeprefix(REFERENCES)
        found = get(template.definitions, name)
        if not isinstance(found, dict):
            raise InvalidTemplate("there is no such definition.", path=path)
        own = {key: value for key, value in rules.items() if key.lower() != "$ref"}
        rules = {**found, **own}
    raise InvalidTemplate("the definition refers to itself.", path=path)
