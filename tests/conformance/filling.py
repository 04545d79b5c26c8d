"""An example as a request to us: its placeholders filled from the world."""

import re
from typing import Any
from urllib.parse import quote, urlencode

from tests.conformance.differences import Request
from tests.conformance.published import Example
from tests.conformance.world import REGION, World

# Which gallery an operation is about, when it is not the prepared one.
GALLERIES = {
    "Galleries_Delete": "emptied",
    "GalleryImages_CreateOrUpdate": "emptied",
    "GallerySharingProfile_Update": "meant_for_groups",
}
SOURCE = re.compile(
    r"/subscriptions/\{.+\}/resourceGroups/\{.+\}/providers/Microsoft.Compute/"
    r"(images/\{imageName\}|galleries/.+/versions/.+)"
)
COMMUNITY = re.compile(r"/communityGalleries/\{.+\}/images/\{.+\}")


def request_of(example: Example, world: World) -> Request:
    path = re.sub(
        r"\{(\w+)\}",
        lambda found: quote(_segment(example, found[1], world), safe=""),
        example.operation.template,
    )
    query = {n: example.parameters[n] for n in example.query_names if n in example.parameters}
    body = filled(example.parameters[example.body_name], world) if example.body_name else None
    return Request(example.operation.method, f"{path}?{urlencode(query)}", body)


def _segment(example: Example, name: str, world: World) -> str:
    """What is to be made is called as in the example; what must exist, as in the world."""
    own = example.operation.template.endswith(f"{{{name}}}")
    if own and example.operation.method == "put":
        return str(example.parameters[name])
    return _known(example, name, world)


def _known(example: Example, name: str, world: World) -> str:
    return {
        "subscriptionId": world.subscription,
        "resourceGroupName": world.group,
        "location": REGION,
        "galleryName": _gallery(example),
        "galleryUniqueName": world.shared_name,
        "publicGalleryName": world.public_name,
        "galleryImageName": "emptied"
        if example.operation.id == "GalleryImages_Delete"
        else "myGalleryImageName",
        "galleryImageVersionName": "1.0.0" if "ocation" in example.operation.template else "0.9.0",
    }.get(name) or str(example.parameters[name])


def _gallery(example: Example) -> str:
    if "EnableCommunity" in example.name:
        return "meant_for_all"
    return GALLERIES.get(example.operation.id, "prepared")


def filled(value: Any, world: World) -> Any:
    """With the ids that the placeholders stand for."""
    if isinstance(value, dict):
        return {name: filled(inner, world) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, world) for inner in value]
    return _text(value, world) if isinstance(value, str) else value


def _text(text: str, world: World) -> str:
    if SOURCE.fullmatch(text):
        return world.source
    if COMMUNITY.fullmatch(text):
        return f"/CommunityGalleries/{world.public_name}/Images/myGalleryImageName"
    return re.sub(r"\{subscription-?[iI]d\}", world.subscription, text)
