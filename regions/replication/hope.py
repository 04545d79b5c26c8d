"""A replica that nothing can ever fill says so, instead of waiting for ever."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from regions.choices import ContentState, ReplicaState
from regions.models import Claim, DiskContent, Replica, ReplicaDisk
from regions.replication.fold import OPEN

NO_SOURCE = "No proven copy of this image is left to copy from."


def settle_hopeless(contents: Iterable[int]) -> set[int]:
    """Fail the replicas that wait for contents which will not come; their claims."""
    wanted = set(contents)
    lost = DiskContent.objects.filter(pk__in=wanted - _hopeful(wanted)).select_related("region")
    touched: set[int] = set()
    for content in lost:
        waiting = Replica.objects.filter(
            state__in=OPEN, disks__content=content, disks__is_copied=False
        )
        touched |= _fail(waiting.filter(claim__region=content.region), *_own_words(content))
        touched |= _fail(waiting, *_words_elsewhere(content))
    return touched


def _hopeful(contents: set[int]) -> set[int]:
    """Contents with a proven copy, one about to be proven, or a source still to be read."""
    there = Q(is_proven=True) | Q(is_copied=True, replica__state__in=OPEN)
    coming = Q(
        content__state__in=[ContentState.WAITING, ContentState.INGESTING],
        replica__state__in=OPEN,
        replica__ordinal=0,
        replica__claim__region=F("content__region"),
    )
    copies = ReplicaDisk.objects.filter(there | coming, content__in=contents)
    return set(copies.values_list("content_id", flat=True))


def _own_words(content: DiskContent) -> tuple[str, str]:
    if content.state == ContentState.FAILED:
        return content.error_code, content.error_message
    return "SourceGone", NO_SOURCE


def _words_elsewhere(content: DiskContent) -> tuple[str, str]:
    if content.state == ContentState.FAILED:
        message = f"The disk could not be read in {content.region}: {content.error_message}"
        return "SourceFailed", message
    return "SourceGone", NO_SOURCE


def _fail(replicas: QuerySet[Replica], code: str, message: str) -> set[int]:
    found = list(replicas.values_list("pk", "claim_id"))
    Replica.objects.filter(pk__in=[pk for pk, _ in found]).update(
        state=ReplicaState.FAILED,
        error_code=code,
        error_message=message,
        lease_token=None,
        leased_until=None,
        rate=0,
    )
    return {claim for _, claim in found}


def claims_of(contents: Iterable[int]) -> dict[int, int]:
    """{claim: disk set} of every version that has one of the contents."""
    found = Claim.objects.filter(disk_set__contents__in=set(contents))
    return dict(found.values_list("pk", "disk_set_id"))
