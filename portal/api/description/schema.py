"""How one operation is described, whichever view answers it."""

from collections.abc import Mapping
from typing import Any

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import Serializer

from portal.api.description import parts
from portal.api.description.words import Named
from portal.api.views import ArmView, ListView, ResourceView

SUCCESSES = {
    "get": (200,),
    "put": (200, 201),
    "patch": (200,),
    "delete": (200, 202, 204),
    "post": (200, 202),
}
WITHOUT_BODY = {202, 204}
FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}


class ArmSchema(AutoSchema):
    """Read from the view, or from the handler of its type: the serializers `request_serializer` and
    `response_serializer`, `query_options` (by name, with what they do), `statuses`
    (of success, by method) and `example` (of a body). `extend_schema` says what these cannot.
    """

    @property
    def named(self) -> Named:
        return Named(f"/{self.path.strip('/')}", self.method.lower())

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        verb = self.method.lower()
        operation["responses"] |= parts.failures(verb)
        operation["parameters"] = [*operation.get("parameters", []), *self._shared_parameters()]
        if verb != "get" and self._is_long_running(operation):
            operation["x-ms-long-running-operation"] = True
        if verb in {"put", "post"} and (example := getattr(self._told, "example", None)):
            operation["requestBody"]["content"]["application/json"]["example"] = example
        if isinstance(self.view, ListView):
            operation["x-ms-pageable"] = {"nextLinkName": "nextLink"}
        return operation

    def get_operation_id(self) -> str:
        return self.named.id

    def get_summary(self) -> str:
        return str(getattr(self._told, "summary", "") or self.named.summary)

    def get_tags(self) -> list[str]:
        return [self.named.type]

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"bearer": []}] if self.view.authentication_classes else []

    def get_description(self) -> str:  # type: ignore[override]
        """Of the handler, or of the view; what a base says of itself says nothing here."""
        own = type(self._told) if isinstance(self.view, ResourceView) else type(self.view)
        text = own.__dict__.get("__doc__") or ""
        return " ".join(text.split())

    def get_override_parameters(self) -> list[Any]:
        in_path = [
            OpenApiParameter(name, str, OpenApiParameter.PATH)
            for name in uritemplate.variables(self.path)
        ]
        options = getattr(self._told, "query_options", {})
        return [
            *in_path,
            *(OpenApiParameter(name, str, description=text) for name, text in options.items()),
        ]

    def get_request_serializer(self) -> Any:
        return getattr(self._told, "request_serializer", None) or {"application/json": FREE}

    def get_response_serializers(self) -> Any:
        verb = self.method.lower()
        statuses = getattr(self._told, "statuses", {}).get(verb, SUCCESSES.get(verb, (200,)))
        return {status: self._body(status) for status in statuses}

    def _body(self, status: int) -> Any:
        if status in WITHOUT_BODY or self.method == "DELETE":
            return None
        shape = getattr(self._told, "response_serializer", None)
        if isinstance(self.view, ListView):
            return self._page(shape)
        return shape or parts.ref("schemas", "Resource")

    def _page(self, shape: type[Serializer[Any]] | None) -> dict[str, Any]:
        item = self.resolve_serializer(shape(), "response").ref if shape else FREE
        return {
            "type": "object",
            "properties": {
                "value": {"type": "array", "items": item},
                "nextLink": {
                    "type": "string",
                    "format": "uri",
                    "description": "The next page; absent on the last one.",
                },
            },
            "required": ["value"],
        }

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """What a base says of itself says nothing of a shape."""
        schema = super()._map_basic_serializer(serializer, direction)
        if not type(serializer).__dict__.get("__doc__"):
            schema.pop("description", None)
        return schema

    def _get_response_for_code(
        self, serializer: Any, status_code: str, *args: Any, **kwargs: Any
    ) -> Any:
        response = super()._get_response_for_code(serializer, status_code, *args, **kwargs)
        response["description"] = response["description"] or "Done."
        names = ["x-ms-request-id"]
        if self.method != "GET" and status_code in {"200", "201", "202"}:
            names += ["Azure-AsyncOperation", "Location", "Retry-After"]
        response["headers"] = {**response.get("headers", {}), **parts.refs("headers", *names)}
        return response

    @property
    def _told(self) -> Any:
        return self.view.resource if isinstance(self.view, ResourceView) else self.view

    def _shared_parameters(self) -> list[Mapping[str, str]]:
        own = ["ApiVersion"] if isinstance(self.view, ArmView) else []
        names = [*own, *(["Top", "SkipToken"] if isinstance(self.view, ListView) else [])]
        return [parts.ref("parameters", name) for name in names]

    def _is_long_running(self, operation: Mapping[str, Any]) -> bool:
        return bool({"201", "202"} & operation["responses"].keys())
