"""How a disk set stands in each region: two queries, however many regions there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from regions.choices import ContentState, RegionState, ReplicaState
from regions.errors import ADVICE
from regions.models import Claim, DiskSet, DiskSetDisk, Replica
from regions.replication.fold import OPEN, SETTLED, region_state

COPY_SHARE = 0.9  # of the way; the rest is proof


@dataclass(frozen=True)
class ReplicaStatus:
    ordinal: int
    state: ReplicaState
    fraction: float  # 0 to 1; 1 only once proven


@dataclass(frozen=True)
class RegionStatus:
    """One lane of the replication page. Sizes in bytes, the rate in bytes per second."""

    region: Any
    state: RegionState
    phase: str
    progress: int  # 0 to 100; 100 only when every replica is proven
    bytes_total: int
    bytes_copied: int
    bytes_reused: int
    replicas_ready: int
    replicas_wanted: int
    storage_type: str
    rate: int
    eta_seconds: int | None
    error_code: str
    error_message: str
    advice: str
    waiting_for: str
    is_source: bool
    started_at: datetime | None
    settled_at: datetime | None
    replicas: list[ReplicaStatus] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return self.state in {RegionState.COMPLETED, RegionState.FAILED}


def region_rows(disk_set: DiskSet) -> list[RegionStatus]:
    """Source region first, then by name."""
    claims = list(_claims(disk_set))
    replicas: dict[int, list[Replica]] = defaultdict(list)
    for replica in Replica.objects.filter(claim__disk_set=disk_set).order_by("ordinal"):
        replicas[replica.claim_id].append(replica)
    rows = [_row(claim, replicas[claim.pk], disk_set) for claim in claims]
    return sorted(rows, key=lambda row: (not row.is_source, str(row.region)))


def _claims(disk_set: DiskSet) -> Iterable[Claim]:
    """With what is known of the reading of the source, as `virtual` and `read` bytes."""
    places = DiskSetDisk.objects.filter(disk_set=OuterRef("disk_set")).order_by()
    read = Case(
        When(content__state=ContentState.STORED, then=F("content__virtual_size")),
        default=F("content__bytes_read"),
    )
    unread = Case(When(content__state=ContentState.STORED, then=Value(0)), default=Value(1))

    def total(of: Any) -> Coalesce:
        sums = places.values("disk_set").annotate(total=Sum(of)).values("total")
        return Coalesce(Subquery(sums, output_field=IntegerField()), 0)

    return disk_set.claims.select_related("region").annotate(
        virtual=total("content__virtual_size"),
        read=total(read),
        unread=total(unread),
        read_rate=total("content__rate"),
    )


def _row(claim: Any, replicas: Sequence[Replica], disk_set: DiskSet) -> RegionStatus:
    state, is_source = region_state(replicas), claim.region_id == disk_set.region_id
    error = _error(replicas)
    phase = _phase(state, replicas, claim, is_source)
    statuses = [
        ReplicaStatus(r.ordinal, ReplicaState(r.state), _fraction(r, claim, is_source))
        for r in replicas
    ]
    rate = sum(replica.rate for replica in replicas) + (claim.read_rate if is_source else 0)
    return RegionStatus(
        region=claim.region,
        state=state,
        phase=phase,
        progress=_progress(state, statuses),
        bytes_total=sum(replica.bytes_total for replica in replicas),
        bytes_copied=sum(replica.bytes_copied for replica in replicas),
        bytes_reused=sum(replica.bytes_reused for replica in replicas),
        replicas_ready=sum(replica.state == ReplicaState.READY for replica in replicas),
        replicas_wanted=claim.replica_count,
        storage_type=claim.storage_type,
        rate=rate,
        eta_seconds=_eta(state, replicas, claim, rate),
        error_code=error.error_code if error else "",
        error_message=error.error_message if error else "",
        advice=_advice(error, phase),
        waiting_for=_waiting_for(phase, claim, disk_set, error),
        is_source=is_source,
        started_at=min((r.started_at for r in replicas if r.started_at), default=None),
        settled_at=claim.settled_at,
        replicas=statuses,
    )


def _error(replicas: Sequence[Replica]) -> Replica | None:
    """What failed before what is only tried again."""
    bad = [replica for replica in replicas if replica.error_code]
    return min(bad, key=lambda r: (r.state != ReplicaState.FAILED, r.ordinal), default=None)


def _advice(error: Replica | None, phase: str) -> str:
    if error:
        return ADVICE.get(error.error_code, "Retry the region.")
    return "Retry the region to go on." if phase == "Cancelled" else ""


def _phase(state: RegionState, replicas: Sequence[Replica], claim: Any, is_source: bool) -> str:
    states = {replica.state for replica in replicas}
    if state == RegionState.COMPLETED:
        return "Ready"
    if state == RegionState.FAILED:
        return "Failed" if ReplicaState.FAILED in states else "Cancelled"
    if ReplicaState.COPYING in states:
        return "Copying"
    if ReplicaState.PROVING in states:
        return "Proving"
    return "Ingesting" if is_source and claim.unread and claim.read else "Waiting"


def _fraction(replica: Replica, claim: Any, is_source: bool) -> float:
    if replica.state == ReplicaState.READY:
        return 1.0
    if is_source and claim.unread and replica.ordinal == 0:
        return COPY_SHARE * claim.read / claim.virtual if claim.virtual else 0.0
    if not replica.bytes_total:
        return 0.0
    done = (replica.bytes_copied + replica.bytes_reused) * COPY_SHARE
    done += replica.bytes_proven * (1 - COPY_SHARE)
    return min(done / replica.bytes_total, 0.99)


def _progress(state: RegionState, replicas: Sequence[ReplicaStatus]) -> int:
    if state == RegionState.COMPLETED:
        return 100
    return min(99, int(100 * sum(r.fraction for r in replicas) / max(1, len(replicas))))


def _eta(state: RegionState, replicas: Sequence[Replica], claim: Any, rate: int) -> int | None:
    """Seconds until what is known is done; None while nothing moves."""
    if not rate or state != RegionState.REPLICATING:
        return None
    if claim.unread:
        return int((claim.virtual - claim.read) / rate)
    moving = [replica for replica in replicas if replica.state in OPEN]
    left = sum(2 * r.bytes_total - r.bytes_copied - r.bytes_reused - r.bytes_proven for r in moving)
    return int(left / rate)


def _waiting_for(phase: str, claim: Any, disk_set: DiskSet, error: Replica | None) -> str:
    """Why nothing moves, in words."""
    if phase != "Waiting":
        return ""
    if error and error.not_before:
        return f"another try at {error.not_before:%H:%M:%S}, after: {error.error_message}"
    if claim.unread and claim.region_id == disk_set.region_id:
        return "a worker to read the disk"
    if claim.unread:
        return f"the disk to be read in {disk_set.region}"
    return "its turn: workers go round the regions"


def aggregated(rows: Sequence[RegionStatus] | Sequence[Claim]) -> str:
    """InProgress until all have settled, then Failed if any failed, else Completed."""
    states = {row.state for row in rows}
    if not states:
        return "Unknown"
    if states - SETTLED:
        return "InProgress"
    return "Failed" if RegionState.FAILED in states else "Completed"


def as_dict(row: RegionStatus) -> Mapping[str, Any]:
    """What scripts read."""
    return {
        "region": row.region.name,
        "state": row.state.value,
        "progress": row.progress,
        "bytesTotal": row.bytes_total,
        "bytesCopied": row.bytes_copied,
        "bytesReused": row.bytes_reused,
        "replicasReady": row.replicas_ready,
        "replicasWanted": row.replicas_wanted,
        "error": row.error_message,
    }
