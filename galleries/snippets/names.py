"""How each tool names a gallery, an image and a version."""

from shlex import quote

from galleries.models import Gallery, ImageDefinition, ImageVersion
from portal.snippets import option

API = "2024-03-03"


def path_of(definition: ImageDefinition) -> str:
    """As people write it."""
    return f"{definition.gallery.name}/{definition.name}"


def certain_path(definition: ImageDefinition, number: str) -> str:
    """Of a version: the short path, or the full id where another gallery has the same name."""
    if is_shared(definition.gallery):
        return quote(f"{definition.resource.arm_id}/versions/{number}")
    return quote(f"{path_of(definition)}/{number}")


def is_shared(gallery: Gallery) -> bool:
    return Gallery.objects.filter(name__iexact=gallery.name).exclude(pk=gallery.pk).exists()


def in_group(subscription: object, group: str) -> list[str]:
    """What az wants to hear of anything in a resource group."""
    return [option("--subscription", subscription), option("--resource-group", group)]


def of_gallery(gallery: Gallery) -> list[str]:
    where = in_group(gallery.subscription.guid, gallery.resource_group.name)
    return [*where, option("--gallery-name", gallery.name)]


def of_image(definition: ImageDefinition) -> list[str]:
    name = option("--gallery-image-definition", definition.name)
    return [*of_gallery(definition.gallery), name]


def of_number(version: ImageVersion) -> list[str]:
    number = option("--gallery-image-version", version.number)
    return [*of_image(version.definition), number]


def sdk_gallery(gallery: Gallery) -> list[str]:
    """The same names, in the order in which the SDK takes them."""
    return [gallery.resource_group.name, gallery.name]


def sdk_image(definition: ImageDefinition) -> list[str]:
    return [*sdk_gallery(definition.gallery), definition.name]


def sdk_number(version: ImageVersion) -> list[str]:
    return [*sdk_image(version.definition), version.number]
