"""Steps of a gallery's pages."""

from accounts.models import ResourceGroup
from galleries.models import Gallery
from galleries.snippets import names
from galleries.snippets.names import API
from galleries.snippets.things import Thing
from portal.snippets import Call, Sdk, Step, option

EXAMPLE = "my_images"


def of_gallery(gallery: Gallery) -> list[Step]:
    return [Thing.gallery(gallery).shown("The gallery"), _list_images(gallery)]


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
    described = {"description": gallery.description}
    setting = option("--set", f"description={gallery.description}")
    return [Thing.gallery(gallery).changed("What is said of it", described, setting)]


def deleting_gallery(gallery: Gallery) -> list[Step]:
    return [Thing.gallery(gallery).deleted("Refused while images are in it")]


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
