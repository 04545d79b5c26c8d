"""Deployments inside of a template.

With the *inner* scope the template inside is one of its own. With the *outer* scope, which is the
default, its expressions see the parameters and variables of the template around it: they are worked
out there, and what goes on is a template without any.
"""

from collections.abc import Iterator
from typing import Any

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.evaluate import resolve
from portal.deployments.language.functions.ids import with_type
from portal.deployments.language.grammar import escape
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value, get, key_in
from portal.deployments.planning.resources import Planned, turns
from portal.deployments.planning.template import Template, resources_in

OPTIONS = "expressionEvaluationOptions"


def is_inner(planned: Planned) -> bool:
    return planned.is_deployment and _scope_word(planned.raw) == "inner"


def _scope_word(raw: dict[str, Any]) -> str:
    options = get(_properties(raw), OPTIONS)
    word = get(options, "scope") if isinstance(options, dict) else None
    return str(word or "outer").lower()


def _properties(raw: dict[str, Any]) -> dict[str, Any]:
    found = get(raw, "properties")
    return found if isinstance(found, dict) else {}


def body_of_nested(planned: Planned, body: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """`body` worked out, apart from what the template inside works out itself."""
    properties = get(body, "properties")
    if not isinstance(properties, dict):
        raise InvalidTemplate("its properties are missing.", path=planned.path)
    key = key_in(properties, "template")
    if key is None:
        return dict(resolve(body, scope, planned.path))
    template = properties[key]
    rest = {name: value for name, value in properties.items() if name != key}
    made: dict[str, Any] = resolve({**body, "properties": rest}, scope, planned.path)
    place = f"{planned.path}.properties.template"
    inner = template if is_inner(planned) else _worked_out(template, scope, place)
    made["properties"][key] = inner
    return made


def _worked_out(value: Value, scope: Scope, path: str) -> dict[str, Any]:
    """The template inside, without expressions."""
    template = Template.read(value)
    loops: dict[str, list[str]] = {}
    resources = [
        each
        for _, place, raw in resources_in(get(value, "resources"), f"{path}.resources")
        for each in _resources(raw, place, scope, loops)
    ]
    for resource in resources:
        resource["dependsOn"] = _without_loops(resource.get("dependsOn") or [], loops)
    outputs = {
        name: resolve(each, scope, f"{path}.outputs.{name}")
        for name, each in template.outputs.items()
    }
    made = {
        "contentVersion": template.content_version,
        "resources": resources,
        "outputs": outputs,
    }
    return dict(escaped(made))


def _resources(
    raw: dict[str, Any], path: str, scope: Scope, loops: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    plain = {name: value for name, value in raw.items() if name.lower() not in {"copy"}}
    for loop, inner in turns(raw, path, scope):
        made: dict[str, Any] = resolve(plain, inner, path)
        key = key_in(made, "dependsOn")
        made["dependsOn"] = made.pop(key) if key else []
        if loop is not None:
            relative = with_type("", str(get(made, "type")), str(get(made, "name")).split("/"))
            loops.setdefault(loop.name.lower(), []).append(relative.removeprefix("/providers/"))
        yield made


def _without_loops(names: Value, loops: dict[str, list[str]]) -> list[Value]:
    """What a loop made, instead of the loop's name."""
    found: list[Value] = []
    for name in names if isinstance(names, list) else [names]:
        found += loops.get(name.lower(), [name]) if isinstance(name, str) else [name]
    return found


def escaped(value: Value) -> Value:
    """So that every text is read again as what it is."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, list):
        return [escaped(each) for each in value]
    if isinstance(value, dict):
        return {escape(key): escaped(each) for key, each in value.items()}
    return value
