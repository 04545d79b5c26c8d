"""One slice of proof: read back what was written, past every cache, and hash it again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from imagestore.budget import Report
from imagestore.chunkset import ChunkSet
from imagestore.errors import ChunkDamaged, ChunkMissing, ManifestMissing, ObjectMissing
from imagestore.prove import prove
from regions.choices import ContentState, LedgerKind, ReplicaState
from regions.models import DiskContent, Replica, ReplicaDisk
from regions.replication.copy import begin
from regions.replication.fold import fold, hold, sum_up
from regions.replication.ingest import CLEAN, slice_budget
from regions.replication.ledger import note
from regions.replication.watch import Lease
from regions.stores import addresses_of, using

GONE = (ChunkMissing, ManifestMissing, ObjectMissing)


def prove_slice(replica: Replica, disk: ReplicaDisk, lease: Lease) -> bool:
    """Whether the disk is proven now."""
    begin(replica, ReplicaState.PROVING, lease)
    now, manifest, targets = timezone.now(), disk.content.manifest, addresses_of(replica)
    # Without a time for which a proof holds, one made since this copy began still counts.
    since = None if settings.SIG_PROOF_DAYS else replica.started_at

    def io(report: Report) -> bool:
        with using(targets) as sets:
            return _prove(manifest, sets, now, since, report)

    try:
        done = lease.run(io, "bytes_proven", replica.bytes_proven, replica.bytes_total)
    except (ChunkDamaged, *GONE) as error:
        _copy_again(replica, disk, lease)
        raise ChunkDamaged(str(error)) from error
    if done:
        _proven(replica, disk, now, lease)
    return done


def _prove(
    manifest: str, sets: Sequence[ChunkSet], now: datetime, since: datetime | None, report: Report
) -> bool:
    """Whether all is proven. Raises ChunkDamaged when a chunk is not what its name says."""
    budget, age = slice_budget(), timedelta(days=settings.SIG_PROOF_DAYS)
    for number, held in enumerate(sets):
        if number and budget.is_spent:
            return False
        proof = prove(
            manifest, held, now=now, max_age=age, since=since, budget=budget, report=report
        )
        if proof.damaged:
            first = proof.damaged[0]
            raise ChunkDamaged(f"Chunk {first.digest} in {first.pack} came back damaged.")
        if not proof.done:
            return False
    return True


@transaction.atomic
def _proven(replica: Replica, disk: ReplicaDisk, now: datetime, lease: Lease) -> None:
    hold([replica.claim.disk_set_id])
    disk.is_proven = True
    disk.save(update_fields=["is_proven"])
    if replica.disks.filter(is_proven=False).exists():
        lease.commit(**CLEAN)
    else:
        finish(replica, now, lease)
    fold([replica.claim_id])


def finish(replica: Replica, now: datetime, lease: Lease) -> None:
    """Ready: every disk is there and proven."""
    sum_up([replica.pk])
    replica.refresh_from_db(fields=["bytes_total"])
    lease.release(
        state=ReplicaState.READY,
        bytes_proven=replica.bytes_total,
        ready_at=now,
        proven_at=now,
        **CLEAN,
    )
    replica.state = ReplicaState.READY
    note(LedgerKind.READY, replica, replica.bytes_total)


@transaction.atomic
def _copy_again(replica: Replica, disk: ReplicaDisk, lease: Lease) -> None:
    """What is damaged is not offered any more; the next copy brings it, or the source does."""
    lease.commit(state=ReplicaState.COPYING, bytes_proven=0)
    disk.is_copied = disk.is_measured = False
    disk.save(update_fields=["is_copied", "is_measured"])
    content = disk.content
    elsewhere = ReplicaDisk.objects.filter(content=content, is_proven=True).exists()
    at_home = replica.ordinal == 0 and replica.claim.region_id == content.region_id
    if at_home and not elsewhere:
        DiskContent.objects.filter(pk=content.pk).update(
            state=ContentState.WAITING, bytes_read=0, lease_token=None, leased_until=None
        )
