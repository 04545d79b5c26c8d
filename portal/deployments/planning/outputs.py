"""What a deployment gives back."""

from typing import Any

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.evaluate import LOOPS, count_of, resolve
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, get, kind_of
from portal.deployments.planning.parameters import SECURE, SHOWN
from portal.deployments.planning.template import Template


def outputs_of(template: Template, scope: Scope) -> dict[str, Any]:
    """`{name: {type, value}}`; secure ones without their value."""
    found = {}
    for name, raw in template.outputs.items():
        path = f"outputs.{name}"
        if not isinstance(raw, dict):
            raise InvalidTemplate(f"an output is an object, not {kind_of(raw)}.", path=path)
        if resolve(get(raw, "condition", True), scope, f"{path}.condition") is True:
            found[name] = _output(raw, scope, path)
    return found


def _output(raw: dict[str, Any], scope: Scope, path: str) -> dict[str, Any]:
    type_ = str(get(raw, "type", "object")).lower()
    if type_ not in SHOWN:
        raise InvalidTemplate(f"the type must be one of: {', '.join(SHOWN)}.", path=path)
    if type_ in SECURE:
        return {"type": SHOWN[type_]}
    value = _value(raw, scope, path)
    scope.budget.value(value)
    is_absent = value is None and get(raw, "nullable") is True
    if not is_absent and kind_of(value) not in {type_, "float" if type_ == "int" else type_}:
        raise InvalidTemplate(f"its value must be {type_}, not {kind_of(value)}.", path=path)
    return {"type": SHOWN[type_], "value": value}


def _value(raw: dict[str, Any], scope: Scope, path: str) -> Value:
    loop = get(raw, LOOPS)
    if not isinstance(loop, dict):
        return resolve(get(raw, "value"), scope, f"{path}.value")
    each = get(loop, "input")
    return [
        resolve(each, scope.in_loop("", index, is_innermost=True), f"{path}.copy[{index}]")
        for index in range(count_of(loop, scope, f"{path}.copy"))
    ]
