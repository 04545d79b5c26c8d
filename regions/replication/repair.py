"""Read a whole replica back, name what is damaged, and fetch it again from a sibling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from imagestore.budget import Report
from imagestore.chunkset import ChunkSet
from imagestore.errors import ObjectDamaged, StoreError
from imagestore.pack import parse_index
from imagestore.prove import prove
from imagestore.transfer import transfer
from regions.stores import SetAddress, storage_at, using, using_some


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be, and where exactly."""

    region: str
    replica: int
    zone: str
    lun: int | None
    code: str
    message: str
    pack: str = ""
    chunk: str = ""
    is_repaired: bool = False

    def __str__(self) -> str:
        end = " Repaired from another copy." if self.is_repaired else ""
        return f"{self.region}, replica {self.replica}, zone {self.zone}: {self.message}{end}"

    @property
    def is_damage(self) -> bool:
        """Whether bytes are wrong or gone, rather than only out of reach."""
        return self.code not in {"StoreUnavailable", "StoreUnknown", "StoreBusy", "StoreStalled"}


def inspection(
    manifest: str, lun: int | None, addresses: Sequence[SetAddress],
    siblings: Sequence[SetAddress], repair: bool,
) -> Callable[[Report], list[Finding]]:  # fmt: skip
    """The work to run under a lease: every set of the replica, in its zones."""
    begun = timezone.now()

    def io(report: Report) -> list[Finding]:
        found: list[Finding] = []
        for address in addresses:
            others = [*(a for a in addresses if a != address), *siblings]
            found += _inspect(manifest, lun, address, others if repair else [], begun, report)
        return found

    return io


def _inspect(
    manifest: str, lun: int | None, address: SetAddress, others: Sequence[SetAddress],
    begun: datetime, report: Report,
) -> list[Finding]:  # fmt: skip
    found = _look(manifest, lun, address, begun, report)
    if not found or not others or not all(finding.is_damage for finding in found):
        return found
    try:
        _fetch(manifest, address, others, report)
    except StoreError:
        return found
    if _look(manifest, lun, address, begun, report):
        return found
    return [replace(finding, is_repaired=True) for finding in found]


def _look(
    manifest: str, lun: int | None, address: SetAddress, begun: datetime, report: Report
) -> list[Finding]:
    place = (address.region, address.ordinal, address.zone, lun)
    try:
        with using([address]) as (held,):
            proof = prove(manifest, held, now=timezone.now(), since=begun, report=report)
    except StoreError as error:
        return [Finding(*place, code=error.code, message=str(error))]
    return [
        Finding(
            *place, "ChunkDamaged", f"Chunk {d.digest} in {d.pack} is damaged.", d.pack, d.digest
        )
        for d in proof.damaged
    ]


def _fetch(
    manifest: str, address: SetAddress, others: Sequence[SetAddress], report: Report
) -> None:
    _drop_torn_indexes(address)
    with using([address]) as (held,), using_some(others) as sources:
        _drop_bad_objects(manifest, held)
        while not transfer(manifest, sources, held, report=report).done:
            pass


def _drop_torn_indexes(address: SetAddress) -> None:
    """A pack whose index is torn does not count; its chunks are fetched again."""
    storage = storage_at(address)
    for stored in list(storage.list("packs")):
        if stored.name.endswith(".idx"):
            try:
                parse_index(storage.read(stored.name), stored.name)
            except ObjectDamaged:
                storage.delete(stored.name)


def _drop_bad_objects(manifest: str, held: ChunkSet) -> None:
    """A manifest or leaf that is not what its name says is written anew."""
    try:
        root = held.root(manifest)
    except ObjectDamaged:
        held.storage.delete(f"manifests/{manifest}")
        return
    except StoreError:
        return
    for _, id_ in root.leaves:
        try:
            held.leaf(id_)
        except ObjectDamaged:
            held.storage.delete(f"leaves/{id_.hex()}")
        except StoreError:
            continue
