"""The description as pages show it: operations by resource, properties one a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.api.description.document import document

Schema = Mapping[str, Any]
DEEPEST = 6


@dataclass(frozen=True)
class Property:
    name: str  # properties.identifier.offer, disks[].lun
    type: str
    is_required: bool
    is_read_only: bool
    description: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    type: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Response:
    status: str
    description: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    described: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.described["operationId"])

    @property
    def summary(self) -> str:
        return str(self.described["summary"])

    @property
    def description(self) -> str:
        return str(self.described.get("description", ""))

    @property
    def group(self) -> str:
        return str(self.described["tags"][0])

    @property
    def is_long_running(self) -> bool:
        return "x-ms-long-running-operation" in self.described

    @property
    def needs_token(self) -> bool:
        return bool(self.described.get("security"))

    @cached_property
    def parameters(self) -> list[Parameter]:
        found = [resolved(given) for given in self.described.get("parameters", ())]
        return [
            Parameter(
                name=each["name"],
                place=each["in"],
                type=type_of(each.get("schema", {})),
                is_required=each.get("required", False),
                description=each.get("description", ""),
            )
            for each in found
        ]

    @cached_property
    def body_schema(self) -> Schema:
        return _schema_of(self.described.get("requestBody", {}))

    @property
    def example(self) -> Any:
        """Of a body, when its view gives one."""
        content = self.described.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("example")

    @property
    def answer_schema(self) -> Schema:
        good = [resolved(r) for s, r in self.described["responses"].items() if s in {"200", "201"}]
        return _schema_of(good[0]) if good else {}

    @property
    def is_answered_alike(self) -> bool:
        """What is sent comes back, with what the service knows of it."""
        return bool(self.body_schema) and self.body_schema == self.answer_schema

    @cached_property
    def body(self) -> list[Property]:
        return list(properties(self.body_schema))

    @cached_property
    def answer(self) -> list[Property]:
        return [] if self.is_answered_alike else list(properties(self.answer_schema))

    @cached_property
    def responses(self) -> list[Response]:
        return [
            Response(status, found.get("description", ""), tuple(found.get("headers", ())))
            for status, given in sorted(self.described["responses"].items())
            for found in [resolved(given)]
        ]


def operations() -> list[Operation]:
    """By resource, then by address."""
    found = [
        Operation(method, path, described)
        for path, methods in document()["paths"].items()
        for method, described in methods.items()
    ]
    return sorted(found, key=lambda each: (each.group, each.path))


def find(id_: str) -> Operation | None:
    return next((each for each in operations() if each.id == id_), None)


def matching(text: str) -> list[Operation]:
    """All words must occur in what it is called or its address."""
    words = text.lower().split()
    return [each for each in operations() if all(word in _searched(each) for word in words)]


def _searched(operation: Operation) -> str:
    return f"{operation.method} {operation.summary} {operation.path} {operation.id}".lower()


def resolved(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference inside the document stands for."""
    while "$ref" in given:
        _, _, kind, name = given["$ref"].split("/", 3)
        given = document()["components"][kind][name]
    return given


def properties(schema: Schema, above: str = "", depth: int = 0) -> Iterator[Property]:
    """One after the other, each followed by those inside it."""
    schema = whole(schema)
    required = schema.get("required", ())
    for name, given in schema.get("properties", {}).items():
        inner, path = whole(given), f"{above}{name}"
        yield Property(
            name=path,
            type=type_of(inner),
            is_required=name in required,
            is_read_only=inner.get("readOnly", False),
            description=inner.get("description", ""),
            values=tuple(str(value) for value in _values(inner) if value not in ("", None)),
        )
        if depth < DEEPEST:
            mark = "[]" if inner.get("type") == "array" else ""
            yield from properties(inner.get("items", inner), f"{path}{mark}.", depth + 1)


def whole(schema: Schema) -> Schema:
    """Without references; what several parts say together counts as one."""
    schema = resolved(schema)
    merged: dict[str, Any] = {}
    for part in schema.get("allOf", ()):
        merged |= whole(part)
    return {**merged, **schema}


def type_of(schema: Schema) -> str:
    schema = whole(schema)
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _values(schema: Schema) -> list[Any]:
    listed = [*schema.get("enum", ())]
    for part in schema.get("oneOf", ()):
        listed += whole(part).get("enum", ())
    return listed


def _schema_of(holder: Mapping[str, Any]) -> Schema:
    content = holder.get("content", {})
    schema: Schema = content.get("application/json", {}).get("schema", {})
    return schema
