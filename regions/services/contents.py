"""From disk files to disk contents. Nothing is written before the file has been looked into."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from accounts.models import Resource, Tenant
from imagestore.errors import ImageRefused, StoreError
from imagestore.formats import Disk, open_disk
from regions.choices import SourceKind, UploadState
from regions.errors import SourceRefused
from regions.models import DiskContent, DiskSet, DiskSetDisk, Region, Upload
from regions.sources import stamp
from regions.stores import staging_folder

MOST_DISK = 2048 * 1024**3  # bytes; larger ones are refused for full replication
MOST_LUN = 63


@dataclass(frozen=True)
class DiskInput:
    """One disk of a version to be: no LUN for the OS disk; exactly one of the three sources."""

    lun: int | None
    file: Path | None = None
    upload: Upload | None = None
    content: DiskContent | None = None
    claimed: str = ""

    @property
    def field(self) -> str:
        return "os_disk" if self.lun is None else "data_disks"


@dataclass(frozen=True)
class Inspected:
    """What is known of a source before a byte of it is copied. Sizes in bytes."""

    disk: DiskInput
    format: str
    virtual_size: int
    source_size: int
    name: str


def inspect(disks: Sequence[DiskInput]) -> list[Inspected]:
    """Look into every source. Raises SourceRefused with the rule that it breaks."""
    _check_places(disks)
    return [_inspect(disk) for disk in disks]


def _check_places(disks: Sequence[DiskInput]) -> None:
    luns = [disk.lun for disk in disks]
    if luns.count(None) != 1:
        raise SourceRefused("A version has exactly one OS disk.", field="os_disk")
    if len(set(luns)) != len(luns):
        raise SourceRefused(
            "Duplicated lun numbers have been detected in the input data disks. "
            "Lun number must be unique for each data disk.",
            field="data_disks",
        )
    if any(lun is not None and not 0 <= lun <= MOST_LUN for lun in luns):
        raise SourceRefused(f"A LUN is a number from 0 to {MOST_LUN}.", field="data_disks")
    sources = [
        (disk.file and disk.file.resolve(), disk.upload and disk.upload.pk) for disk in disks
    ]
    named = [source for source in sources if any(source)]
    if len(set(named)) != len(named):
        raise SourceRefused(
            "Duplicated source ids are found in the input disks. "
            "Source id should be unique for each disk.",
            field="data_disks",
        )


def _inspect(disk: DiskInput) -> Inspected:
    if disk.content is not None:
        content = disk.content
        return Inspected(
            disk, content.source_format, content.virtual_size, content.source_size, str(content)
        )
    parts = parts_of(disk)
    name = disk.file.name if disk.file else str(disk.upload)
    claimed = disk.claimed or _claimed_by(name)
    opened = open_source(parts, claimed, field=disk.field, name=name)
    if opened.virtual_size > MOST_DISK:
        raise SourceRefused(
            f"The source {name} has {opened.virtual_size >> 30} GiB, which exceeds the max size "
            f"2048 GiB supported.",
            field=disk.field,
            code="GallerySourceResourceExceedsMaxSize",
        )
    size = sum(part.stat().st_size for part in parts)
    return Inspected(disk, opened.format, opened.virtual_size, size, name)


def _claimed_by(name: str) -> str:
    """A name promises too: raw data without a file system is a disk, half a VHD is none."""
    suffix = Path(name).suffix.lower()
    return suffix[1:] if suffix in {".raw", ".vhd"} else ""


def parts_of(disk: DiskInput) -> list[Path]:
    if disk.file is not None:
        if not disk.file.is_file():
            raise SourceRefused(f"There is no file {disk.file}.", field=disk.field)
        return [disk.file.resolve()]
    if disk.upload is None or disk.upload.state != UploadState.COMPLETE:
        raise SourceRefused("The upload has not arrived completely.", field=disk.field)
    return upload_parts(disk.upload)


def upload_parts(upload: Upload) -> list[Path]:
    folder = staging_folder(upload.region_id) / str(upload.guid)
    return [folder / part.file_name for part in upload.parts.all()]


def open_source(parts: Sequence[Path], claimed: str, *, field: str, name: str) -> Disk:
    try:
        return open_disk(parts, claimed)
    except ImageRefused as error:
        raise SourceRefused(f"{name}: {error}", field=field, code=error.code) from error
    except (StoreError, OSError) as error:
        raise SourceRefused(f"{name} cannot be read: {error}", field=field) from error


def create_disk_set(
    *, tenant: Tenant, region: Region, disks: Sequence[Inspected], card: Resource
) -> DiskSet:
    """The rows of a version's disks. Disks of the same tenant's versions are shared, not copied."""
    disk_set = DiskSet.objects.create(tenant=tenant, region=region, card=card)
    for inspected in disks:
        content = _content(inspected, tenant, region)
        DiskSetDisk.objects.create(disk_set=disk_set, content=content, lun=inspected.disk.lun)
    _use_up([disk.disk.upload.pk for disk in disks if disk.disk.upload is not None])
    return disk_set


def _use_up(uploads: Sequence[int]) -> None:
    """Once and for all; two versions made from one upload at the same moment are caught here."""
    here = Upload.objects.filter(pk__in=uploads, state=UploadState.COMPLETE)
    if here.update(state=UploadState.USED) < len(uploads):
        raise SourceRefused(
            "An upload was dropped, or used by another version, meanwhile. Upload the file again. "
            "Nothing was published.",
            field="os_disk",
        )


def _content(inspected: Inspected, tenant: Tenant, region: Region) -> DiskContent:
    disk = inspected.disk
    if disk.content is not None and disk.content.tenant_id == tenant.pk:
        return disk.content
    columns = {
        "tenant": tenant,
        "region": region,
        "virtual_size": inspected.virtual_size,
        "source_format": inspected.format,
        "source_size": inspected.source_size,
        "source_name": inspected.name[:255],
    }
    return DiskContent.objects.create(**columns, **_source_columns(disk))


def _source_columns(disk: DiskInput) -> dict[str, object]:
    if disk.content is not None:
        return {"source_kind": SourceKind.CONTENT, "source_content": disk.content}
    if disk.upload is not None:
        return {"source_kind": SourceKind.UPLOAD, "source_upload": disk.upload}
    assert disk.file is not None  # noqa: S101 - inspect() saw to it
    path = disk.file.resolve()
    return {"source_kind": SourceKind.FILE, "source_path": str(path), "source_stamp": stamp(path)}
