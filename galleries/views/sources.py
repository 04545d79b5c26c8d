"""What a version is made from, as the form says: uploaded disks at their places, or a version."""

from collections.abc import Sequence

from django.db.models import Sum

from accounts.choices import ResourceType
from accounts.lookup import find_card
from accounts.models import Access, Resource
from galleries.models import ImageDefinition, ImageVersion
from galleries.services.sources import MUST_MATCH
from galleries.snippets import path_of
from portal.errors import InvalidInput, NotFound
from regions.models import DiskSetDisk
from regions.services.contents import DiskInput

OFFERED = 40  # versions that the field for another version suggests


def uploaded_disks(disks: Sequence[DiskInput], scope: Resource) -> list[DiskInput]:
    """Raises InvalidInput when the OS disk is missing or an upload is meant for another place."""
    if not any(disk.lun is None for disk in disks):
        raise InvalidInput(
            "Add the file of the OS disk, or choose another version as the source.",
            field="os_disk",
        )
    here = {scope.pk, *(card.pk for card in scope.ancestors())}
    for disk in disks:
        if disk.upload is not None and disk.upload.scope_id not in here:
            raise InvalidInput(
                f"{disk.upload} was uploaded for another image. Upload the file again here.",
                field=disk.field,
            )
    return list(disks)


def suggested(access: Access, definition: ImageDefinition) -> list[str]:
    """The latest versions of the same kind of system that can be read, as people write them."""
    same = {f"definition__{name}": getattr(definition, name) for name in MUST_MATCH}
    versions = ImageVersion.objects.accessible(access).filter(deleting_since__isnull=True, **same)
    related = versions.select_related("definition__gallery").order_by("-published_at", "-id")
    return [f"{path_of(version.definition)}/{version}" for version in related[:OFFERED]]


def version_at(access: Access, text: str) -> ImageVersion:
    """The version that is meant by gallery/image/1.0.0 or by its full id."""
    if not text:
        raise InvalidInput("Say which version to copy.", field="source_version")
    try:
        card = find_card(access, text, [ResourceType.VERSION])
    except (NotFound, InvalidInput) as error:
        raise InvalidInput(error.message, field="source_version") from error
    versions = ImageVersion.objects.select_related("definition__gallery", "disk_set", "resource")
    return versions.get(resource=card)


def bytes_of(version: ImageVersion) -> int:
    """Occupied, of all its disks."""
    disks = DiskSetDisk.objects.filter(disk_set=version.disk_set_id).order_by()
    total: int | None = disks.aggregate(total=Sum("content__occupied_size"))["total"]
    return total or 0
