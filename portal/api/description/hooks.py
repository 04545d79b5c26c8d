"""Which addresses are described, and what the whole document says."""

from collections.abc import Iterable
from typing import Any

from portal.api.description import parts
from portal.api.routes import is_of_api
from portal.api.views import ArmView, NowhereView, ResourceView

Endpoint = tuple[str, str, str, Any]


def only_the_api(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """Of a resource, only the verbs that its type has."""
    return [
        (path, regex, method, callback)
        for path, regex, method, callback in endpoints
        if (is_of_api(path) or issubclass(callback.cls, ArmView))
        and not issubclass(callback.cls, NowhereView)
        and _has(callback, method.lower())
    ]


def _has(callback: Any, verb: str) -> bool:
    if not issubclass(callback.cls, ResourceView):
        return True
    resource = callback.initkwargs.get("resource", callback.cls.resource)
    return verb in resource.verbs()


def with_shared_parts(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    components = result.setdefault("components", {})
    for kind, named in parts.components().items():
        components[kind] = {**components.get(kind, {}), **named}
    result["tags"] = [{"name": name} for name in sorted(_tags(result))]
    return result


def _tags(document: dict[str, Any]) -> set[str]:
    operations = (o for methods in document["paths"].values() for o in methods.values())
    return {tag for operation in operations for tag in operation.get("tags", ())}
