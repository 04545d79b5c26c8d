"""What a version is made from: disk files, or another version."""

from collections.abc import Sequence

from galleries.choices import SourceKind
from galleries.errors import SourceMismatch
from galleries.models import ImageDefinition, ImageVersion
from portal.errors import Conflict, InvalidInput
from regions.models import Region
from regions.services.contents import DiskInput, Inspected

AMBIGUOUS = (
    "The gallery artifact version source can only be specified either directly under "
    "storageProfile or within individual OS or data disks. One and only one source type "
    "can be provided: disk files, or another version."
)
MUST_MATCH = {
    "os_type": "OS type",
    "os_state": "OS state",
    "generation": "Hypervisor generation",
    "architecture": "architecture",
    "plan_name": "plan",
    "plan_publisher": "plan publisher",
    "plan_product": "plan product",
}


def chosen(
    definition: ImageDefinition,
    disks: Sequence[DiskInput],
    source: ImageVersion | None,
    called: str = "",
) -> Sequence[DiskInput]:
    """The one kind of source that was given. Raises InvalidInput for none or both.

    `called` is what the source is called by whoever may not see its own id.
    """
    if bool(disks) == (source is not None):
        raise InvalidInput(AMBIGUOUS, field="source")
    if source is None:
        return disks
    check_source(definition, source, called)
    return disks_of(source)


def disks_of(source: ImageVersion) -> list[DiskInput]:
    """By their contents, so that nothing is read again."""
    disks = source.disk_set.disks.select_related("content")
    return [DiskInput(lun=disk.lun, content=disk.content) for disk in disks]


def check_source(definition: ImageDefinition, source: ImageVersion, called: str = "") -> None:
    """The source is the same kind of system, and its bytes are there."""
    called = called or source.resource.arm_id
    for name, title in MUST_MATCH.items():
        theirs, ours = getattr(source.definition, name), getattr(definition, name)
        if theirs != ours:
            raise SourceMismatch(
                f"The resource with id '{called}' has a different {title} "
                f"['{theirs}'] than the parent gallery image {title} ['{ours}'].",
                field="source",
            )
    if source.deleting_since or not source.disk_set.claims.filter(replicas_ready__gt=0).exists():
        raise Conflict(
            f"{source.definition} {source} is not ready in any region yet. Wait until it is, "
            "then publish from it.",
            field="source",
        )


def check_uploads(disks: Sequence[Inspected], region: Region) -> None:
    """Uploads are read where they were sent to."""
    for disk in disks:
        upload = disk.disk.upload
        if upload is not None and upload.region_id != region.name:
            raise InvalidInput(
                f"{upload} was uploaded to {upload.region}, but the source region is {region}. "
                f"Choose {upload.region} as the source region, or upload the file again.",
                field="source_region",
            )


def described(disks: Sequence[Inspected], source: ImageVersion | None) -> tuple[SourceKind, str]:
    """What the version remembers of its source."""
    if source is not None:
        return SourceKind.VERSION, source.resource.arm_id
    os_disk = next(disk for disk in disks if disk.disk.lun is None)
    return SourceKind.FILE if os_disk.disk.file else SourceKind.UPLOAD, os_disk.name
