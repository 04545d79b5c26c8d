"""A claim's state and sums, from its replicas. Call inside the transaction of what changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.audit.models import Outcome
from portal.audit.services import REPLICATION, record
from regions.choices import RegionState, ReplicaState
from regions.models import Claim, DiskSet, Replica, ReplicaDisk

OPEN = {ReplicaState.WAITING, ReplicaState.COPYING, ReplicaState.PROVING}
ACTION = "Microsoft.Compute/galleries/images/versions/replicate/action"
SETTLED = {RegionState.COMPLETED, RegionState.FAILED}


def hold(disk_sets: Iterable[int]) -> None:
    """Whoever changes replicas of a disk set waits here, so that no sum misses another's change."""
    list(DiskSet.objects.select_for_update().filter(pk__in=set(disk_sets)).order_by("pk"))


def fold(claims: Iterable[int]) -> None:
    """Two reads, and one write for each claim that changed."""
    wanted = list(Claim.objects.filter(pk__in=set(claims)).select_related("region", "disk_set"))
    replicas: dict[int, list[Replica]] = defaultdict(list)
    for replica in Replica.objects.filter(claim__in=wanted):
        replicas[replica.claim_id].append(replica)
    for claim in wanted:
        _fold(claim, replicas[claim.pk])


def _fold(claim: Claim, replicas: Sequence[Replica]) -> None:
    state = region_state(replicas)
    if state in SETTLED and state != claim.state:
        _tell(claim, state, replicas)
    Claim.objects.filter(pk=claim.pk).update(
        state=state,
        replicas_ready=sum(replica.state == ReplicaState.READY for replica in replicas),
        bytes_total=sum(replica.bytes_total for replica in replicas),
        bytes_copied=sum(replica.bytes_copied for replica in replicas),
        bytes_reused=sum(replica.bytes_reused for replica in replicas),
        settled_at=(claim.settled_at or timezone.now()) if state in SETTLED else None,
    )


def region_state(replicas: Sequence[Replica]) -> RegionState:
    """Nothing has settled while any replica is still on its way."""
    states = {ReplicaState(replica.state) for replica in replicas}
    if states == {ReplicaState.READY}:
        return RegionState.COMPLETED
    if not states & OPEN:
        return RegionState.FAILED
    begun = any(replica.started_at for replica in replicas)
    return RegionState.REPLICATING if begun else RegionState.UNKNOWN


def _tell(claim: Claim, state: RegionState, replicas: Sequence[Replica]) -> None:
    """The version's timeline: one entry when a region settles."""
    ready = sum(replica.state == ReplicaState.READY for replica in replicas)
    error = next((r for r in replicas if r.error_code), None)
    cancelled = any(replica.state == ReplicaState.CANCELLED for replica in replicas)
    if cancelled and not error:
        return
    record(
        REPLICATION,
        ACTION,
        claim.disk_set.card,
        f"{'completed' if state == RegionState.COMPLETED else 'failed'} in {claim.region}: "
        f"{ready} of {len(replicas)} replicas ready",
        outcome=Outcome.SUCCEEDED if state == RegionState.COMPLETED else Outcome.FAILED,
        error=error.error_message if error else "",
    )


def sum_up(replicas: Iterable[int]) -> None:
    """A replica's bytes are those of its disks."""
    disks = ReplicaDisk.objects.filter(replica=OuterRef("pk")).order_by().values("replica")

    def total(column: str) -> Coalesce:
        return Coalesce(Subquery(disks.annotate(total=Sum(column)).values("total")), 0)

    Replica.objects.filter(pk__in=set(replicas)).update(
        bytes_total=total("bytes_total"),
        bytes_copied=total("bytes_copied"),
        bytes_reused=total("bytes_reused"),
    )
