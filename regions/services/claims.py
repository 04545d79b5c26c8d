"""What is wanted where, and how that changes: one function per verb.

The caller of `create_claims`, `change_targets` and `release` writes the activity entry, as they
are parts of what is done to a version.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.audit.services import Actor, record
from portal.errors import Conflict
from regions.choices import ContentState, LedgerKind, ReplicaState
from regions.models import Claim, DiskContent, DiskSet, Replica, ReplicaDisk
from regions.replication.fold import ACTION, OPEN, fold, hold
from regions.replication.hope import claims_of, settle_hopeless
from regions.replication.ledger import note
from regions.services.targets import Target, check_change, check_targets, parse_target
from regions.wake import wake

__all__ = [
    "Target", "cancel_claim", "change_targets", "check_targets", "create_claims", "parse_target",
    "release", "retry_claim",
]  # fmt: skip
UNDONE = [ReplicaState.FAILED, ReplicaState.CANCELLED]
DEPENDENT = ["SourceFailed", "SourceGone"]


@transaction.atomic
def create_claims(disk_set: DiskSet, targets: Sequence[Target], priority: int = 0) -> list[Claim]:
    """Say what is wanted; workers do the rest once this is committed."""
    claims = [_claim(disk_set, target, priority) for target in targets]
    fold(claim.pk for claim in claims)
    wake(claim.region_id for claim in claims)
    return claims


def _claim(disk_set: DiskSet, target: Target, priority: int) -> Claim:
    claim = Claim.objects.create(
        disk_set=disk_set,
        region=target.region,
        replica_count=target.replica_count,
        storage_type=target.storage_type,
        priority=priority,
    )
    add_replicas(claim, range(target.replica_count))
    return claim


def add_replicas(claim: Claim, ordinals: Iterable[int]) -> None:
    contents = list(claim.disk_set.contents.distinct())
    total = sum(content.occupied_size or 0 for content in contents) * claim.copies
    replicas = Replica.objects.bulk_create(
        Replica(claim=claim, ordinal=ordinal, bytes_total=total) for ordinal in ordinals
    )
    ReplicaDisk.objects.bulk_create(
        ReplicaDisk(
            replica=replica,
            content=content,
            bytes_total=(content.occupied_size or 0) * claim.copies,
        )
        for replica in replicas
        for content in contents
    )


def remove_replicas(replicas: QuerySet[Replica]) -> None:
    """Their rows go now, their bytes with the next prune. A worker on them loses its lease."""
    gone = replicas.select_related("claim__disk_set__card", "claim__disk_set__tenant")
    for replica in gone.filter(state=ReplicaState.READY):
        note(LedgerKind.REMOVED, replica, replica.bytes_total)
    replicas.delete()


@transaction.atomic
def retry_claim(*, actor: Actor, claim: Claim) -> None:
    """Go on with what failed or was cancelled in one region, where it stopped."""
    hold([claim.disk_set_id])
    undone = claim.replicas.filter(state__in=UNDONE)
    if not undone.exists():
        raise Conflict(f"There is nothing to retry in {claim.region}: no replica failed there.")
    contents = _reopen_contents(claim)
    again = undone | _dependents(contents)
    touched = set(again.values_list("claim_id", flat=True))
    Replica.objects.filter(pk__in=list(again.values_list("pk", flat=True))).update(**FRESH)
    fold(touched)
    record(actor, ACTION, claim.disk_set.card, f"retried replication to {claim.region}")
    wake(Claim.objects.filter(pk__in=touched).values_list("region_id", flat=True))


FRESH = {
    "state": ReplicaState.WAITING,
    "attempts": 0,
    "not_before": None,
    "error_code": "",
    "error_message": "",
    "lease_token": None,
    "leased_until": None,
}


def _reopen_contents(claim: Claim) -> list[int]:
    """Contents that are read in this region and that no copy has."""
    held = ReplicaDisk.objects.filter(Q(is_proven=True) | Q(is_copied=True, replica__claim=claim))
    lost = claim.disk_set.contents.filter(region=claim.region_id).exclude(
        pk__in=held.values("content_id")
    )
    found = list(lost.values_list("pk", flat=True))
    DiskContent.objects.filter(pk__in=found).update(
        **{**FRESH, "state": ContentState.WAITING}, bytes_read=0
    )
    return found


def _dependents(contents: Sequence[int]) -> QuerySet[Replica]:
    """Replicas anywhere that failed only because the source could not be read."""
    return Replica.objects.filter(
        state=ReplicaState.FAILED, error_code__in=DEPENDENT, disks__content__in=contents
    )


@transaction.atomic
def cancel_claim(*, actor: Actor, claim: Claim) -> None:
    """Stop what is under way in one region; ready replicas stay, and a retry goes on."""
    hold([claim.disk_set_id])
    stopped = claim.replicas.filter(state__in=OPEN).update(
        state=ReplicaState.CANCELLED, lease_token=None, leased_until=None, rate=0
    )
    if not stopped:
        raise Conflict(f"Nothing is under way in {claim.region}, so there is nothing to cancel.")
    contents = _stop_reading(claim)
    fold({claim.pk} | settle_hopeless(contents))
    record(actor, ACTION, claim.disk_set.card, f"cancelled replication to {claim.region}")


def _stop_reading(claim: Claim) -> list[int]:
    contents = list(claim.disk_set.contents.values_list("pk", flat=True))
    unread = [ContentState.WAITING, ContentState.INGESTING]
    DiskContent.objects.filter(pk__in=contents, region=claim.region_id, state__in=unread).update(
        lease_token=None, leased_until=None, rate=0
    )
    return contents


@transaction.atomic
def change_targets(
    disk_set: DiskSet, targets: Sequence[Target]
) -> tuple[dict[str, str], dict[str, str]]:
    """Add regions, drop regions, change counts; what was wanted before and after, for the log."""
    hold([disk_set.pk])
    claims = {claim.region_id: claim for claim in disk_set.claims.select_related("region")}
    check_change(disk_set, claims, targets)
    before = {name: str(_target_of(claim)) for name, claim in claims.items()}
    wanted = {target.region.name: target for target in targets}
    _drop(claims[name] for name in claims.keys() - wanted.keys())
    for name in claims.keys() & wanted.keys():
        _set_count(claims[name], wanted[name].replica_count)
    added = [
        _claim(disk_set, wanted[name], _priority(claims)) for name in wanted.keys() - claims.keys()
    ]
    fold([*(claim.pk for claim in claims.values()), *(claim.pk for claim in added)])
    wake(wanted)
    return before, {name: str(target) for name, target in wanted.items()}


def _target_of(claim: Claim) -> Target:
    return Target(claim.region, claim.replica_count, claim.storage_type)


def _priority(claims: Mapping[str, Claim]) -> int:
    return max((claim.priority for claim in claims.values()), default=0)


def _drop(claims: Iterable[Claim]) -> None:
    for claim in claims:
        remove_replicas(claim.replicas.all())
        claim.delete()


def _set_count(claim: Claim, count: int) -> None:
    """Grow at the end, shrink from the highest ordinal."""
    if count == claim.replica_count:
        return
    remove_replicas(claim.replicas.filter(ordinal__gte=count))
    there = set(claim.replicas.values_list("ordinal", flat=True))
    add_replicas(claim, sorted(set(range(count)) - there))
    Claim.objects.filter(pk=claim.pk).update(replica_count=count)


@transaction.atomic
def release(disk_set: DiskSet) -> None:
    """Nothing of the disk set is wanted any more. Its own row goes with the version's.

    Call it before the version's card goes, which the ledger names.
    """
    hold([disk_set.pk])
    remove_replicas(Replica.objects.filter(claim__disk_set=disk_set))
    disk_set.claims.all().delete()
    contents = set(disk_set.contents.values_list("pk", flat=True))
    disk_set.disks.all().delete()
    DiskContent.objects.filter(pk__in=contents, places__isnull=True).delete()
    fold(settle_hopeless(contents) | set(claims_of(contents)))
