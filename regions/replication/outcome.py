"""What becomes of work that did not succeed: another try after a pause, or Failed with a reason."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from imagestore import errors
from regions.choices import ContentState, ReplicaState
from regions.models import Claim, DiskContent, DiskSet, Replica
from regions.replication.fold import fold, hold
from regions.replication.hope import claims_of, settle_hopeless
from regions.replication.ingest import home_of
from regions.replication.plan import pause
from regions.replication.watch import Lease, StoreStalled

log = logging.getLogger(__name__)
MOST_TRIES = 4
# Another copy, or the same one after prune has ended, may have what this one lacks.
WORTH_ANOTHER_TRY = (
    errors.ChunkMissing, errors.ChunkDamaged, errors.ManifestMissing, errors.ObjectMissing,
    errors.ObjectDamaged,
)  # fmt: skip


def explain(error: Exception) -> tuple[str, str, bool]:
    """Code, message, and whether to try again."""
    if isinstance(error, errors.ImageRefused):
        return error.code, str(error), False
    if isinstance(error, errors.StoreError):
        again = error.transient or isinstance(error, WORTH_ANOTHER_TRY)
        return error.code, str(error), again
    if isinstance(error, OSError):
        return "StoreUnavailable", f"The store or the source cannot be read: {error}.", True
    return "InternalError", f"Something unforeseen went wrong: {type(error).__name__}.", False


def unsuccessful(row: Replica | DiskContent, lease: Lease, error: Exception) -> None:
    code, message, again = explain(error)
    log.warning("%s: %s: %s", row, code, message)
    if isinstance(error, errors.StoreBusy):
        lease.release(not_before=Now() + timedelta(seconds=1))
        return
    attempts = row.attempts + (2 if isinstance(error, StoreStalled) else 1)
    changes = {"attempts": attempts, "error_code": code, "error_message": message}
    if again and attempts < MOST_TRIES and not _sibling_gave_up(row, code):
        changes["not_before"] = Now() + timedelta(seconds=pause(attempts))
        _put_off(row, lease, changes)
    else:
        _give_up(row, lease, changes)


def _sibling_gave_up(row: Replica | DiskContent, code: str) -> bool:
    """After the same in the same region: many replicas do not wait for it one after another."""
    if isinstance(row, DiskContent):
        return False
    siblings = Replica.objects.filter(claim=row.claim_id, state=ReplicaState.FAILED)
    return siblings.filter(error_code=code).exists()


def _put_off(row: Replica | DiskContent, lease: Lease, changes: dict[str, object]) -> None:
    lease.release(**changes)
    home = home_of(row) if isinstance(row, DiskContent) else None
    if home:  # its region says what is wrong with the reading
        Replica.objects.filter(pk=home.pk).update(
            **{key: changes[key] for key in ("error_code", "error_message", "not_before")}
        )


@transaction.atomic
def _give_up(row: Replica | DiskContent, lease: Lease, changes: dict[str, object]) -> None:
    """Fail it, and whatever can only wait for it."""
    if isinstance(row, DiskContent):
        contents, state = [row.pk], ContentState.FAILED.value
    else:
        contents = list(row.disks.values_list("content_id", flat=True))
        state = ReplicaState.FAILED.value
    hold(DiskSet.objects.filter(contents__in=contents).values_list("pk", flat=True))
    lease.release(state=state, not_before=None, **changes)
    touched = settle_hopeless(contents)
    if isinstance(row, Replica):
        touched.add(row.claim_id)
    fold(touched)


def sets_with(row: Replica | DiskContent) -> set[int]:
    """Disk sets for which something may have become possible, or impossible."""
    if isinstance(row, DiskContent):
        return set(claims_of([row.pk]).values())
    contents = row.disks.values_list("content_id", flat=True)
    return set(
        Claim.objects.filter(disk_set__contents__in=list(contents)).values_list(
            "disk_set_id", flat=True
        )
    )
