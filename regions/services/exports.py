"""A stored disk as a file again, whole or any range of it, each chunk verified as it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imagestore.errors import ImageRefused, StoreError
from imagestore.export import Layout, export_to_file, lay_out, read_range
from portal.errors import Conflict, InvalidInput, NotFound, PortalError
from regions.choices import ReplicaState
from regions.errors import ADVICE
from regions.models import DiskSet, DiskSetDisk, Region, Replica
from regions.stores import SetAddress, addresses_of, load_marks, using_some


class ExportFailed(Conflict):
    """The bytes could not be read, or were not what they should be; nothing was handed out."""


@dataclass(frozen=True)
class Export:
    """The size in bytes is exact before the first byte is read."""

    layout: Layout
    sources: tuple[SetAddress, ...]
    file_name: str

    @property
    def size(self) -> int:
        return self.layout.size

    def write_to(self, path: Path) -> None:
        """A sparse file, whole or not at all."""
        with _explained(), using_some(self.sources) as sets:
            export_to_file(self.layout, sets, path)

    def read(self, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        with _explained(), using_some(self.sources) as sets:
            yield from read_range(
                self.layout, sets, offset, self.size if length is None else length
            )


def open_export(
    disk_set: DiskSet,
    region: Region,
    lun: int | None = None,
    ordinal: int | None = None,
    format: str = "raw",
) -> Export:
    """From that replica alone, or from whichever ready one of the region has each chunk.

    Raises NotFound where the disk is not, InvalidInput for a format that cannot be written.
    """
    place = _disk(disk_set, lun)
    replicas = _ready(disk_set, region, ordinal)
    sources = tuple(address for replica in replicas for address in addresses_of(replica))
    load_marks()
    with _explained(), using_some(sources) as sets:
        layout = lay_out(place.content.manifest, sets, format)
    return Export(layout, sources, _file_name(disk_set, lun, format))


def _disk(disk_set: DiskSet, lun: int | None) -> DiskSetDisk:
    found = disk_set.disks.select_related("content").filter(lun=lun).first()
    if found is None:
        luns = [str(n) for n in disk_set.disks.values_list("lun", flat=True) if n is not None]
        raise NotFound(
            f"There is no data disk with LUN {lun}. This version has "
            f"{'LUN ' + ', '.join(luns) if luns else 'no data disks'}.",
            field="lun",
        )
    return found


def _ready(disk_set: DiskSet, region: Region, ordinal: int | None) -> list[Replica]:
    replicas = Replica.objects.filter(
        claim__disk_set=disk_set, claim__region=region, state=ReplicaState.READY
    )
    if ordinal is not None:
        replicas = replicas.filter(ordinal=ordinal)
    found = list(
        replicas.select_related("claim__region", "claim__disk_set__tenant__resource").order_by(
            "ordinal"
        )[:8]
    )
    if not found:
        which = "" if ordinal is None else f" as replica {ordinal}"
        raise NotFound(
            f"The image version is not available in {region}{which}. Replicate it to this region, "
            "wait until it is ready there, or choose another region.",
            field="region",
        )
    return found


def _file_name(disk_set: DiskSet, lun: int | None, format: str) -> str:
    card = disk_set.card
    stem = f"{card.definition.name}-{card.name}" if card and card.definition else "disk"
    return f"{stem}{'' if lun is None else f'-lun{lun}'}.{format}"


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except ImageRefused as error:
        raise InvalidInput(str(error), field="format", code=error.code) from error
    except StoreError as error:
        raise _failed(error) from error


def _failed(error: StoreError) -> PortalError:
    advice = ADVICE.get(error.code, "Verify the replicas, then try again.")
    return ExportFailed(f"{error} {advice} No damaged byte was handed out.", code=error.code)
