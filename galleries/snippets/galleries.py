"""Steps of a gallery's pages."""

from accounts.models import ResourceGroup
from galleries.models import Gallery
from galleries.snippets import names
from galleries.snippets.names import API
from portal.snippets import Call, Sdk, Step, option

EXAMPLE = "my_images"


def of_gallery(gallery: Gallery) -> list[Step]:
    return [_show(gallery), _list_images(gallery)]


def creating_gallery(group: ResourceGroup, name: str, region: str) -> list[Step]:
    name = name or EXAMPLE
    where = names.in_group(group.subscription.guid, group.name)
    lines = ["sig create", *where, option("--gallery-name", name), option("--location", region)]
    path = f"{group.resource.arm_id}/providers/Microsoft.Compute/galleries/{name}"
    return [
        Step(
            "A gallery",
            Call("PUT", path, API, {"location": region, "properties": {"description": ""}}),
            az=lines,
            sdk=Sdk("compute", "galleries.begin_create_or_update", [group.name, name]),
        )
    ]


def changing_gallery(gallery: Gallery) -> list[Step]:
    body = {"properties": {"description": gallery.description}}
    description = option("--set", f"description={gallery.description}")
    return [
        Step(
            "What is said of it",
            Call("PATCH", gallery.resource.arm_id, API, body),
            az=["sig update", *names.of_gallery(gallery), description],
            sdk=Sdk("compute", "galleries.begin_update", names.sdk_gallery(gallery)),
        )
    ]


def deleting_gallery(gallery: Gallery) -> list[Step]:
    return [
        Step(
            "Refused while images are in it",
            Call("DELETE", gallery.resource.arm_id, API),
            az=["sig delete", *names.of_gallery(gallery)],
            sdk=Sdk("compute", "galleries.begin_delete", names.sdk_gallery(gallery)),
        )
    ]


def _show(gallery: Gallery) -> Step:
    return Step(
        "The gallery",
        Call("GET", gallery.resource.arm_id, API),
        az=["sig show", *names.of_gallery(gallery)],
        sdk=Sdk("compute", "galleries.get", names.sdk_gallery(gallery)),
    )


def _list_images(gallery: Gallery) -> Step:
    method, arguments = "gallery_images.list_by_gallery", names.sdk_gallery(gallery)
    subscription = option("--subscription", gallery.subscription.guid)
    return Step(
        "The images in it",
        Call("GET", f"{gallery.resource.arm_id}/images", API),
        az=["sig image-definition list", *names.of_gallery(gallery), "--output table"],
        sdk=Sdk("compute", method, arguments, "each.name"),
        command=["list_resources", subscription, "--type image-definition"],
    )
