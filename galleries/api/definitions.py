"""Image definitions: the resource, and its list."""

from typing import Any, ClassVar

from accounts.choices import ResourceType
from galleries import changes
from galleries.api import fetching
from galleries.api.bodies import GalleryImageSerializer
from galleries.api.features import canonical, default_features
from galleries.api.fetching import check_location, fetch, fetch_parent
from galleries.api.handler import GalleryHandler
from galleries.api.known import GENERATION_2
from galleries.api.lists import Within
from galleries.api.mapping import MISSING, dig, shown, wanted_of
from galleries.choices import Generation, ProvisioningState
from galleries.models import Gallery, ImageDefinition
from galleries.rights import DELETE_IMAGE, WRITE_IMAGE
from galleries.services.definitions import (
    create_definition,
    delete_definition,
    update_definition,
)
from portal.api.call import Call
from portal.api.fields import read
from portal.api.ids import ResourceId
from portal.api.resources import Answer, Body
from portal.api.views import ResourceView
from portal.errors import InvalidInput

REQUIRED = ("os_type", "os_state", "publisher", "offer", "sku")


class DefinitionResource(GalleryHandler):
    type = str(ResourceType.DEFINITION)
    model, rules, to_delete = ImageDefinition, changes.DEFINITION, DELETE_IMAGE
    request_serializer = response_serializer = GalleryImageSerializer
    example: ClassVar[Body] = {
        "location": "westus2",
        "properties": {
            "osType": "Linux",
            "osState": "Generalized",
            "hyperVGeneration": "V2",
            "identifier": {"publisher": "Contoso", "offer": "Base", "sku": "ubuntu-2404"},
        },
    }

    def get(self, call: Call, id_: ResourceId) -> Body:
        return shape(fetch(call, ImageDefinition, id_))

    def wanted(self, body: Body) -> Body:
        return body_of(body)

    def create(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        gallery = fetch_parent(call, Gallery, id_)
        call.require(WRITE_IMAGE, gallery.resource)
        wanted = with_defaults(call, wanted_of(changes.DEFINITION, ImageDefinition, body))
        definition = create_definition(
            actor=call.actor,
            gallery=gallery,
            name=id_.name,
            region=body.get("location", ""),
            **wanted,
        )
        return Answer(shape(definition), 201)

    def update(self, call: Call, found: ImageDefinition, body: Body, *, replaces: bool) -> Answer:
        call.require(WRITE_IMAGE, found.resource)
        check_location(found, body.get("location", ""))
        update_definition(
            actor=call.actor,
            definition=found,
            with_features=bool(body.get("properties", {}).get("allowUpdateImage")),
            **wanted_of(changes.DEFINITION, ImageDefinition, body, replaces=replaces),
        )
        return Answer(shape(found))

    def remove(self, call: Call, found: ImageDefinition) -> None:
        delete_definition(actor=call.actor, definition=found)


def body_of(body: Body) -> Body:
    wanted = read(GalleryImageSerializer, body)
    if dig(wanted, ["properties", "features"]) is not MISSING:
        wanted["properties"]["features"] = canonical(wanted["properties"]["features"])
    return wanted


def with_defaults(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the api-version makes of what is left out. Raises InvalidInput for what is needed."""
    for name in REQUIRED:
        if name not in wanted:
            raise InvalidInput(
                f"Required parameter '{changes.DEFINITION.never[name]}' is missing (null).",
                field=name,
            )
    is_new = call.version >= GENERATION_2
    if is_new and "generation" not in wanted and "features" not in wanted:
        wanted["features"] = default_features(wanted)
    wanted.setdefault("generation", Generation.V2.value if is_new else Generation.V1.value)
    return wanted


def shape(definition: ImageDefinition) -> Body:
    body = shown(changes.DEFINITION, definition)
    body["properties"]["provisioningState"] = ProvisioningState.SUCCEEDED.value
    return body


class DefinitionView(ResourceView):
    resource = DefinitionResource()


class Definitions(Within):
    """All images of a gallery that the caller may see."""

    model = ImageDefinition
    response_serializer = GalleryImageSerializer

    def above(self) -> Any:
        return Gallery

    def inside(self, place: int) -> Any:
        return fetching.rows(ImageDefinition).filter(gallery=place)

    def show(self, row: Any) -> Body:
        return shape(row)
