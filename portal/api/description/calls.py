"""An example call of an operation, to run as copied once its variables are set."""

import json
import re
from typing import Any, NamedTuple

from portal.api.description.reading import Operation, Schema, whole

VERSION = "2024-03-03"
PARAMETER = re.compile(r"\{(\w+)\}")
SAMPLES = {"integer": 1, "number": 1, "boolean": True, "string": "..."}
KNOWN = {"location": "westus2", "operationType": "Add"}


class Snippet(NamedTuple):
    """A tab: its title, and what to run."""

    title: str
    code: str


def snippets(operation: Operation, base: str) -> list[Snippet]:
    url = f"{base}{_with_variables(operation.path)}"
    if operation.parameters and any(p.name == "api-version" for p in operation.parameters):
        url = f"{url}?api-version={VERSION}"
    body = _body(operation)
    return [Snippet("curl", _curl(operation, url, body)), Snippet("az", _az(operation, url, body))]


def _body(operation: Operation) -> str:
    if not operation.body_schema:
        return ""
    return json.dumps(operation.example or sample(operation.body_schema), indent=2)


def _with_variables(path: str) -> str:
    """`{resource_group}` becomes `$RESOURCE_GROUP`."""
    return PARAMETER.sub(lambda found: f"${found[1].upper()}", path)


def _curl(operation: Operation, url: str, body: str) -> str:
    verb = "--head" if operation.method == "head" else f"-X {operation.method.upper()}"
    lines = [f'curl {verb} "{url}"']
    if operation.needs_token:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if body:
        lines += ['-H "Content-Type: application/json"', f"-d '{body}'"]
    return " \\\n  ".join(lines)


def _az(operation: Operation, url: str, body: str) -> str:
    lines = [f'az rest --method {operation.method} --url "{url}"']
    lines += [f"--body '{body}'"] if body else []
    return " \\\n  ".join(lines)


def sample(schema: Schema, depth: int = 0) -> Any:
    """What is required, and enough to see the shape."""
    schema = whole(schema)
    if "example" in schema:
        return schema["example"]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [sample(schema.get("items", {}), depth + 1)]
    if "properties" in schema:
        return _object(schema, depth)
    return SAMPLES.get(schema.get("type", ""), {})


def _object(schema: Schema, depth: int) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    shown = required or (set(schema["properties"]) if depth == 0 else set())
    return {
        name: KNOWN.get(name) or sample(inner, depth + 1)
        for name, inner in schema["properties"].items()
        if (name in shown or name == "properties") and not whole(inner).get("readOnly")
    }
