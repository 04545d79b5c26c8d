"""The sections of a template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds
from portal.deployments.language.scope import OwnFunction
from portal.deployments.language.values import Value, get, kind_of

MOST_RESOURCES = 800
MOST = {"parameters": 256, "variables": 512, "outputs": 64}
REFUSED = ("imports", "extensions")


@dataclass(frozen=True)
class Template:
    content_version: str
    parameters: dict[str, Any]
    variables: dict[str, Any]
    functions: Mapping[tuple[str, str], OwnFunction]
    resources: tuple[tuple[str, str, dict[str, Any]], ...]  # symbol, path, resource
    outputs: dict[str, Any]
    definitions: dict[str, Any]

    @classmethod
    def read(cls, value: Value) -> "Template":
        """Raises InvalidTemplate for what is no template."""
        if not isinstance(value, dict):
            raise InvalidTemplate(f"a template is an object, not {kind_of(value)}.")
        for name in REFUSED:
            if get(value, name):
                raise InvalidTemplate(f"'{name}' is not served.", path=name)
        return cls(
            content_version=str(get(value, "contentVersion", "1.0.0.0"))[:100],
            parameters=_section(value, "parameters"),
            variables=_section(value, "variables"),
            functions=dict(_functions(get(value, "functions"))),
            resources=tuple(resources_in(get(value, "resources"), "resources")),
            outputs=_section(value, "outputs"),
            definitions=_section(value, "definitions"),
        )


def resources_in(value: Value, path: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Of an array (language version 1), or of an object by symbols (version 2)."""
    if value is None:
        return
    if not isinstance(value, list | dict):
        raise InvalidTemplate(f"resources are an array or object, not {kind_of(value)}.", path=path)
    if len(value) > MOST_RESOURCES:
        raise OutOfBounds(f"there may be {MOST_RESOURCES} resources.", path=path)
    named = value.items() if isinstance(value, dict) else [("", each) for each in value]
    for at, (symbol, resource) in enumerate(named):
        place = f"{path}.{symbol}" if symbol else f"{path}[{at}]"
        if not isinstance(resource, dict):
            raise InvalidTemplate(f"a resource is an object, not {kind_of(resource)}.", path=place)
        yield symbol, place, resource


def _section(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = get(value, name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise InvalidTemplate(f"'{name}' is an object, not {kind_of(found)}.", path=name)
    if len(found) > MOST.get(name, MOST_RESOURCES):
        raise OutOfBounds(f"there may be {MOST.get(name, MOST_RESOURCES)} {name}.", path=name)
    return found


def _functions(value: Value) -> Iterator[tuple[tuple[str, str], OwnFunction]]:
    for at, group in enumerate(value if isinstance(value, list) else []):
        path = f"functions[{at}]"
        namespace, members = get(_object(group, path), "namespace"), get(group, "members")
        if not isinstance(namespace, str):
            raise InvalidTemplate("a namespace is missing.", path=path)
        for name, member in _object(members, path).items():
            yield (namespace.lower(), name.lower()), _function(member, f"{path}.{name}")


def _function(value: Value, path: str) -> OwnFunction:
    output = _object(get(_object(value, path), "output"), path)
    given = get(value, "parameters") or []
    if not isinstance(given, list):
        raise InvalidTemplate("the parameters of a function are an array.", path=path)
    names = [get(_object(each, path), "name") for each in given]
    if not all(isinstance(name, str) for name in names):
        raise InvalidTemplate("a parameter has no name.", path=path)
    return OwnFunction(tuple(name.lower() for name in names), get(output, "value"))


def _object(value: Value, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidTemplate(f"an object is needed here, not {kind_of(value)}.", path=path)
    return value
