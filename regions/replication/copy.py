"""One slice of filling a replica with one disk: look what is there, then bring what is not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from imagestore.budget import Report
from imagestore.chunkset import ChunkSet
from imagestore.errors import ChunkDamaged
from imagestore.transfer import lacking_bytes, transfer
from regions.choices import LedgerKind, ReplicaState
from regions.models import Replica, ReplicaDisk
from regions.replication.fold import fold, hold, sum_up
from regions.replication.ingest import CLEAN, slice_budget
from regions.replication.ledger import note
from regions.replication.places import Source
from regions.replication.watch import Lease
from regions.stores import SetAddress, addresses_of, using, using_some


@dataclass(frozen=True)
class Lacking:
    """What is still to come: to the first place from outside, and to all places together."""

    first: int
    all: int


def copy_slice(
    replica: Replica, disk: ReplicaDisk, sources: Sequence[Source], lease: Lease
) -> None:
    """Sources are tried in order for every chunk that one of them does not have whole."""
    begin(replica, ReplicaState.COPYING, lease)
    if not disk.is_measured:
        _measured(disk, lease.run(_looking(replica, disk, sources), "bytes_copied"), lease)
    start, most = replica.bytes_copied, replica.bytes_total - replica.bytes_reused
    lacking = lease.run(_copying(replica, disk, sources), "bytes_copied", start, most)
    _copied(replica, disk, sources[0].region, lacking, lease)


def begin(replica: Replica, state: ReplicaState, lease: Lease) -> None:
    """Say so where it is new; what the page shows follows at once."""
    if replica.state == state:
        return
    is_first = replica.started_at is None
    replica.state, replica.started_at = state, replica.started_at or timezone.now()
    with transaction.atomic():
        if is_first:
            hold([replica.claim.disk_set_id])
        lease.commit(state=state, started_at=replica.started_at)
        if is_first:
            fold([replica.claim_id])


# -- the bytes, in the thread that may hang


def _looking(
    replica: Replica, disk: ReplicaDisk, sources: Sequence[Source]
) -> Callable[[Report], Lacking]:
    targets, given, manifest = addresses_of(replica), within(sources), disk.content.manifest

    def io(_: Report) -> Lacking:
        with using(targets) as sets, using_some(given) as opened:
            needs = [lacking_bytes(manifest, [*opened, held], held) for held in sets]
            return Lacking(needs[0], sum(needs))

    return io


def _copying(
    replica: Replica, disk: ReplicaDisk, sources: Sequence[Source]
) -> Callable[[Report], Lacking]:
    targets, given, manifest = addresses_of(replica), within(sources), disk.content.manifest

    def io(report: Report) -> Lacking:
        with using(targets) as sets, using_some(given) as opened:
            return _fill(manifest, opened, sets, report)

    return io


def within(sources: Sequence[Source]) -> list[SetAddress]:
    return [address for source in sources for address in source.addresses]


def _fill(
    manifest: str, sources: Sequence[ChunkSet], targets: Sequence[ChunkSet], report: Report
) -> Lacking:
    """Zones after the first copy from the first, so that bytes cross regions once."""
    budget, lacking = slice_budget(), []
    given = list(sources)
    for number, target in enumerate(targets):
        if number and budget.is_spent:
            lacking.append(lacking_bytes(manifest, given, target))
            continue
        moved = transfer(manifest, given, target, budget=budget, report=report)
        lacking.append(moved.remaining)
        if moved.done and not number:
            given.insert(0, target)
    return Lacking(lacking[0], sum(lacking))


# -- results


def _measured(disk: ReplicaDisk, lacking: Lacking, lease: Lease) -> None:
    """What an earlier try copied stays copied, although it is there now."""
    there = max(0, disk.bytes_total - lacking.all)
    was_measured = disk.bytes_copied or disk.bytes_reused
    disk.bytes_reused = min(disk.bytes_reused, there) if was_measured else there
    disk.bytes_copied = there - disk.bytes_reused
    disk.bytes_away, disk.is_measured = lacking.first, True
    with transaction.atomic():
        lease.commit()
        disk.save(update_fields=["bytes_reused", "bytes_copied", "bytes_away", "is_measured"])
        sum_up([disk.replica_id])
    replica = disk.replica
    replica.refresh_from_db(fields=["bytes_copied", "bytes_reused", "bytes_total"])


@transaction.atomic
def _copied(
    replica: Replica, disk: ReplicaDisk, from_region: str, lacking: Lacking, lease: Lease
) -> None:
    hold([replica.claim.disk_set_id])
    lease.commit(**({} if replica.error_code == ChunkDamaged.code else CLEAN))
    crossed = disk.bytes_away - lacking.first
    if crossed > 0 and from_region != replica.claim.region_id:
        note(LedgerKind.CROSSED, replica, crossed, from_region)
    disk.bytes_copied = max(0, disk.bytes_total - disk.bytes_reused - lacking.all)
    disk.bytes_away, disk.is_copied = lacking.first, not lacking.all
    disk.save(update_fields=["bytes_copied", "bytes_away", "is_copied"])
    sum_up([replica.pk])
    fold([replica.claim_id])
