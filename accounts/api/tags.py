"""The tags of any resource, apart from the rest of it."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fetching import fetch_card
from accounts.models import Resource
from portal.api import resources
from portal.api.errors import NotServed
from portal.api.fields import Part, Tags, Text, read
from portal.api.ids import ResourceId
from portal.api.views import ArmView
from portal.errors import InvalidInput

TYPE = "Microsoft.Resources/tags"


class TagsPropertiesSerializer(Part):
    tags = Tags()


class TagsSerializer(Part):
    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    type = serializers.CharField(read_only=True)
    operation = Text(20, write_only=True)
    properties = TagsPropertiesSerializer()


class TagsView(ArmView):
    """Changed by the handler of the resource's own type, which asks for its rights."""

    request_serializer = response_serializer = TagsSerializer

    def get(self, request: Request, scope: str) -> Response:
        return Response(shape(self.card(scope)))

    def put(self, request: Request, scope: str) -> Response:
        card, wanted = self.writable(scope), read(TagsSerializer, self.body)
        return self.keep(card, tags_in(wanted))

    def patch(self, request: Request, scope: str) -> Response:
        card, wanted = self.writable(scope), read(TagsSerializer, self.body)
        return self.keep(card, changed(card.tags, wanted))

    def delete(self, request: Request, scope: str) -> Response:
        self.keep(self.writable(scope), {})
        return Response()

    def card(self, scope: str) -> Resource:
        return fetch_card(self.call, ResourceId.parse(f"/{scope}"))

    def writable(self, scope: str) -> Resource:
        """Before it is told what else is wrong."""
        card = self.card(scope)
        self.call.require(f"{card.type}/write", card)
        return card

    def keep(self, card: Resource, tags: dict[str, str]) -> Response:
        handler = resources.of_type(card.type)
        if handler is None or "patch" not in handler.verbs():
            raise NotServed(f"A {card.kind.label.lower()} has no tags here.")
        handler.patch(self.call, ResourceId.parse(card.arm_id), {"tags": tags})
        card.refresh_from_db(fields=["tags"])
        return Response(shape(card))


def tags_in(wanted: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] | None = wanted.get("properties", {}).get("tags")
    if found is None:
        raise InvalidInput(
            "Say which tags; an empty object takes all away.", field="properties.tags"
        )
    return found


def changed(tags: dict[str, str], wanted: dict[str, Any]) -> dict[str, str]:
    operation = wanted.get("operation", "").lower()
    if operation not in {"merge", "replace", "delete"}:
        raise InvalidInput("The operation must be Merge, Replace or Delete.", field="operation")
    said = tags_in(wanted)
    if operation == "replace":
        return said
    if operation == "merge":
        return {**tags, **said}
    return {name: value for name, value in tags.items() if said.get(name) not in {value, ""}}


def shape(card: Resource) -> dict[str, Any]:
    return {
        "id": f"{card.arm_id}/providers/{TYPE}/default",
        "name": "default",
        "type": TYPE,
        "properties": {"tags": card.tags},
    }
