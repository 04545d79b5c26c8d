"""What the public service publishes of itself: operations, examples, and the shape of answers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jsonschema import Draft4Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parent / "azure/GalleryRP/stable"
VERSIONS = sorted(folder.name for folder in FOLDER.iterdir())
NEWEST = VERSIONS[-1]


def _read(uri: str) -> Resource[Any]:
    file = Path(unquote(urlsplit(uri).path))
    return Resource(json.loads(file.read_text()), DRAFT4)


REGISTRY: Registry[Any] = Registry(retrieve=cache(_read))


def _properties(
    validator: Any, properties: Mapping[str, Any], instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Null reads as absent, unless the property is required."""
    if not validator.is_type(instance, "object"):
        return
    required = schema.get("required", ())
    for name, inner in properties.items():
        if name in instance and (instance[name] is not None or name in required):
            yield from validator.descend(instance[name], inner, path=name, schema_path=name)


Answer = extend(Draft4Validator, {"properties": _properties})
FORMATS = FormatChecker()


@FORMATS.checks("int32")
def _is_int32(value: Any) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@dataclass(frozen=True)
class Operation:
    """One method at one address, in one api-version."""

    file: Path
    method: str
    template: str
    described: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.described["operationId"])

    @property
    def version(self) -> str:
        return self.file.parent.name

    @property
    def statuses(self) -> set[int]:
        return {int(status) for status in self.described["responses"] if status.isdecimal()}

    @cached_property
    def parameters(self) -> list[Mapping[str, Any]]:
        given = self.described.get("parameters", ())
        return [self._resolved(parameter) for parameter in given]

    def faults(self, status: int, body: Any) -> list[str]:
        """What is wrong with an answer; a failure has the shape of `default`."""
        schema = self._schema(status) or self._schema("default")
        validator = Answer(schema or {}, registry=REGISTRY, format_checker=FORMATS)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]

    def unknown(self, status: int, body: Any) -> set[str]:
        """Names in the answer that its description does not have."""
        return set(self._unknown(self._resolver, self._schema(status) or {}, body))

    def _schema(self, status: int | str) -> dict[str, str] | None:
        """None when the status is not described; its schema may be empty."""
        response = self.described["responses"].get(str(status))
        if response is None or "schema" not in response:
            return response and {}
        steps = ("paths", self.template, self.method, "responses", str(status), "schema")
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        return {"$ref": f"{self.file.as_uri()}#/{quote(pointer)}"}

    @property
    def _resolver(self) -> Any:
        return REGISTRY.resolver(self.file.as_uri())

    def _resolved(self, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in parameter:
            return parameter
        found: Mapping[str, Any] = self._resolver.lookup(parameter["$ref"]).contents
        return found

    def _unknown(self, resolver: Any, schema: Mapping[str, Any], body: Any) -> Iterator[str]:
        if "$ref" in schema:
            found = resolver.lookup(schema["$ref"])
            yield from self._unknown(found.resolver, found.contents, body)
        elif isinstance(body, list):
            for item in body:
                yield from self._unknown(resolver, schema.get("items", {}), item)
        elif isinstance(body, dict) and (known := dict(_all_properties(resolver, schema))):
            yield from body.keys() - known.keys()
            for name in body.keys() & known.keys():
                yield from self._unknown(*known[name], body[name])


def _all_properties(resolver: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Own and inherited ones, each with what its references are relative to."""
    if "$ref" in schema:
        found = resolver.lookup(schema["$ref"])
        yield from _all_properties(found.resolver, found.contents)
    for above in schema.get("allOf", ()):
        yield from _all_properties(resolver, above)
    for name, inner in schema.get("properties", {}).items():
        yield name, (resolver, inner)


@dataclass(frozen=True)
class Example:
    """One request that the public service gives as an example."""

    name: str
    operation: Operation
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.operation.version}-{self.name}"

    @property
    def body_name(self) -> str:
        named = (p["name"] for p in self.operation.parameters if p["in"] == "body")
        return next(named, "")

    @property
    def query_names(self) -> list[str]:
        return [p["name"] for p in self.operation.parameters if p["in"] == "query"]


def operations(version: str) -> Iterator[Operation]:
    for file in sorted((FOLDER / version).glob("*.json")):
        for template, methods in json.loads(file.read_text())["paths"].items():
            for method, described in methods.items():
                yield Operation(file, method, template, described)


def examples() -> Iterator[Example]:
    """All of all api-versions."""
    for version in VERSIONS:
        for operation in operations(version):
            for link in operation.described.get("x-ms-examples", {}).values():
                file = operation.file.parent / link["$ref"]
                given = json.loads(file.read_text())["parameters"]
                yield Example(file.stem, operation, given)
