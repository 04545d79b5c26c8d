"""Steps of an image's pages."""

from collections.abc import Mapping
from typing import Any

from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.snippets import names
from galleries.snippets.names import API
from galleries.snippets.things import Thing
from galleries.snippets.versions import export
from portal.snippets import Call, Sdk, Step, option

# What the page of a new image shows before anything is typed.
EXAMPLE = {
    "name": "ubuntu-2404",
    "publisher": "Contoso",
    "offer": "Platform",
    "sku": "ubuntu-2404",
    "os_type": "Linux",
    "os_state": "Generalized",
    "generation": "V2",
    "architecture": "x64",
}


def of_definition(
    definition: ImageDefinition, region: str, newest: ImageVersion | None
) -> list[Step]:
    """`region` is one that has the newest version."""
    shown = Thing.image(definition).shown("What the image is")
    return [shown, _versions(definition), *([_download(definition, region)] if newest else [])]


def creating_definition(gallery: Gallery, typed: Mapping[str, str]) -> list[Step]:
    """With what the form says so far."""
    said = {key: typed.get(key) or example for key, example in EXAMPLE.items()}
    arguments = [*names.sdk_gallery(gallery), said["name"]]
    body = {"location": gallery.resource.region, "properties": _properties(said)}
    path = f"{gallery.resource.arm_id}/images/{said['name']}"
    return [
        Step(
            "An image",
            Call("PUT", path, API, body),
            az=["sig image-definition create", *names.of_gallery(gallery), *_options(said)],
            sdk=Sdk("compute", "gallery_images.begin_create_or_update", arguments),
        )
    ]


def changing_definition(definition: ImageDefinition) -> list[Step]:
    described = {"description": definition.description}
    setting = option("--set", f"description={definition.description}")
    return [Thing.image(definition).changed("What is said of it", described, setting)]


def deleting_definition(definition: ImageDefinition) -> list[Step]:
    return [Thing.image(definition).deleted("Refused while versions are in it")]


def _versions(definition: ImageDefinition) -> Step:
    method = "gallery_image_versions.list_by_gallery_image"
    return Step(
        "Its versions",
        Call("GET", f"{definition.resource.arm_id}/versions", API),
        az=["sig image-version list", *names.of_image(definition), "--output table"],
        sdk=Sdk("compute", method, names.sdk_image(definition), "each.name"),
        command=["list_resources", "--type image-version"],
    )


def _download(definition: ImageDefinition, region: str) -> Step:
    path = names.certain_path(definition, "latest")
    lines = export(path, f"{definition.name}-latest", region)
    return Step("The newest as a disk file that hypervisors read", command=lines)


def _properties(said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "osType": said["os_type"],
        "osState": said["os_state"],
        "hyperVGeneration": said["generation"],
        "architecture": said["architecture"],
        "identifier": {key: said[key] for key in ("publisher", "offer", "sku")},
    }


def _options(said: Mapping[str, str]) -> list[str]:
    return [
        option("--gallery-image-definition", said["name"]),
        option("--publisher", said["publisher"]),
        option("--offer", said["offer"]),
        option("--sku", said["sku"]),
        option("--os-type", said["os_type"]),
        option("--os-state", said["os_state"]),
        option("--hyper-v-generation", said["generation"]),
        option("--architecture", said["architecture"]),
    ]
