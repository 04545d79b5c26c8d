"""From what a form says to the disks of a version: uploads at their places, or another version."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum
from django.http import QueryDict

from accounts.choices import ResourceType
from accounts.lookup import find_card
from accounts.models import Access, Resource, User
from galleries.models import ImageDefinition, ImageVersion
from galleries.services.sources import MUST_MATCH
from galleries.snippets import path_of
from portal.errors import InvalidInput, NotFound
from regions.choices import UploadState
from regions.models import DiskSetDisk, Upload
from regions.services.contents import DiskInput
from regions.services.uploads import upload_for

OS_DISK, DATA_DISK, LUN = "os_disk", "data_disk", "data_disk_lun"
OFFERED = 40  # versions that the field for another version suggests


@dataclass(frozen=True)
class Placed:
    """An upload of the person, at its place in the version to be: a LUN, or none for the OS."""

    upload: Upload
    lun: str

    @property
    def field(self) -> str:
        return DATA_DISK if self.lun else OS_DISK

    @property
    def is_complete(self) -> bool:
        return self.upload.state == UploadState.COMPLETE


def placed_uploads(data: QueryDict, user: User) -> list[Placed]:
    """Those the form names and that are still there, the OS disk first."""
    luns = [*data.getlist(LUN), *[""] * len(data.getlist(DATA_DISK))]
    named = [(data.get(OS_DISK, ""), ""), *zip(data.getlist(DATA_DISK), luns, strict=False)]
    found = ((_upload(user, guid), lun.strip()) for guid, lun in named if guid)
    return [Placed(upload, lun) for upload, lun in found if upload is not None]


def _upload(user: User, guid: str) -> Upload | None:
    try:
        return upload_for(user, UUID(guid))
    except (NotFound, ValueError):
        return None


def disks_of(uploads: Sequence[Placed], scope: Resource) -> list[DiskInput]:
    """Raises InvalidInput for what is missing, unfinished or meant for another place."""
    if not any(placed.field == OS_DISK for placed in uploads):
        raise InvalidInput(
            "Add the file of the OS disk, or choose another version as the source.", field="source"
        )
    for placed in uploads:
        _check(placed, scope)
    return [DiskInput(lun=_lun(placed), upload=placed.upload) for placed in uploads]


def _check(placed: Placed, scope: Resource) -> None:
    upload = placed.upload
    if not placed.is_complete:
        raise InvalidInput(
            f"{upload} is still on its way: {upload.offset:,} of {upload.length:,} bytes have "
            "arrived. Publish when it is complete.",
            field="source",
        )
    if upload.scope_id not in (scope.pk, *(card.pk for card in scope.ancestors())):
        raise InvalidInput(
            f"{upload} was uploaded for {upload.scope}, so it cannot be used here. "
            "Upload the file again.",
            field="source",
        )


def _lun(placed: Placed) -> int | None:
    if placed.field == OS_DISK:
        return None
    if not placed.lun.isdecimal():
        raise InvalidInput(f"{placed.upload} needs a LUN, a number from 0 to 63.", field="source")
    return int(placed.lun)


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
    disks = DiskSetDisk.objects.filter(disk_set=version.disk_set_id).order_by()
    total: int | None = disks.aggregate(total=Sum("content__occupied_size"))["total"]
    return total or 0
