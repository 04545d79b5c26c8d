"""What the API can do with each type of resource; apps register theirs when they are ready.

A handler answers a `Call`, not a request, so that templates use the same ones.
"""

from builtins import type as class_of
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.serializers import Serializer

from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.errors import NotFound

Body = dict[str, Any]


class Running(Protocol):
    """A long-running operation, as far as an answer needs it."""

    @property
    def is_running(self) -> bool: ...
    def headers(self, call: Call) -> dict[str, str]: ...


@dataclass(frozen=True)
class Answer:
    body: Body | None = None
    status: int = 200
    operation: Running | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self, call: Call) -> dict[str, str]:
        """A finished operation needs no polling, so nothing is said of it."""
        running = self.operation if self.operation and self.operation.is_running else None
        return {**self.headers, **(running.headers(call) if running else {})}


class ArmResource:
    """Verbs that a type does not have answer 405."""

    type: ClassVar[str]
    floor: ClassVar[str] = "2018-06-01"
    versions: ClassVar[tuple[str, ...]] = ()  # what /providers lists, newest first
    request_serializer: ClassVar[class_of[Serializer[Any]] | None] = None
    response_serializer: ClassVar[class_of[Serializer[Any]] | None] = None

    def get(self, call: Call, id_: ResourceId) -> Body:
        raise MethodNotAllowed("GET")

    def put(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        raise MethodNotAllowed("PUT")

    def patch(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        raise MethodNotAllowed("PATCH")

    def delete(self, call: Call, id_: ResourceId) -> Answer:
        """200 or 202; 204 when it is not there."""
        raise MethodNotAllowed("DELETE")

    def exists(self, call: Call, id_: ResourceId) -> bool:
        try:
            self.get(call, id_)
        except NotFound:
            return False
        return True

    @classmethod
    def verbs(cls) -> list[str]:
        names = ("get", "put", "patch", "delete")
        return [name for name in names if getattr(cls, name) is not getattr(ArmResource, name)]


_registered: dict[str, ArmResource] = {}


def register(resource: ArmResource) -> None:
    """Called from `AppConfig.ready`."""
    _registered[resource.type.lower()] = resource


def of_type(type_: str) -> ArmResource | None:
    return _registered.get(type_.lower())


def registered() -> list[ArmResource]:
    return sorted(_registered.values(), key=lambda resource: resource.type)
