"""What could be done now, in the order in which to do it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from regions.choices import ContentState, ReplicaState
from regions.models import DiskContent, Replica, ReplicaDisk
from regions.models.lease import lease
from regions.replication.fold import OPEN

QUIET = timedelta(seconds=5)  # a region in which something has not moved for so long is left alone
LOOK_AHEAD = 8  # others may take the first ones before we do
UNREAD = [ContentState.WAITING, ContentState.INGESTING]


def replicas() -> QuerySet[Replica]:
    """Open, free, due, and with a disk that can be proven or copied."""
    disks = ReplicaDisk.objects.filter(replica=OuterRef("pk"))
    proven = ReplicaDisk.objects.filter(content=OuterRef("content"), is_proven=True)
    inside = proven.filter(replica__claim__region=OuterRef("replica__claim__region"))
    sibling = Replica.objects.filter(
        claim=OuterRef("replica__claim"),
        ordinal__lt=OuterRef("replica__ordinal"),
        state__in=OPEN,
    )
    # The first replica crosses regions; further ones wait for it and copy inside the region.
    copyable = disks.filter(Exists(inside) | (Exists(proven) & ~Exists(sibling)), is_copied=False)
    provable = disks.filter(is_copied=True, is_proven=False)
    found = Replica.objects.free().due().filter(state__in=OPEN)
    return found.filter(Exists(provable) | Exists(copyable))


def contents() -> QuerySet[DiskContent]:
    """Unread, free, due, and wanted by the first replica of a claim where the source is."""
    homes = ReplicaDisk.objects.filter(
        content=OuterRef("pk"),
        replica__ordinal=0,
        replica__state__in=OPEN,
        replica__claim__region=OuterRef("region"),
    )
    return DiskContent.objects.free().due().filter(Exists(homes), state__in=UNREAD)


def next_work(region: str) -> list[Any]:
    """Contents to read and replicas to fill: higher priority first, then the oldest."""
    if is_stuck(region):
        return []
    found = chain(_contents_of(region), _replicas_of(region))
    return [row for *_, row in sorted(found, key=lambda item: item[:3])][:LOOK_AHEAD]


def _contents_of(region: str) -> Iterator[tuple[int, Any, int, DiskContent]]:
    urgent = contents().filter(region=region).annotate(priority=Max("disk_sets__claims__priority"))
    for content in urgent.order_by(F("priority").desc(), "created_at", "pk")[:LOOK_AHEAD]:
        yield -content.priority, content.created_at, -1, content


def _replicas_of(region: str) -> Iterator[tuple[int, Any, int, Replica]]:
    found = replicas().filter(claim__region=region).select_related("claim__region")
    order = (F("claim__priority").desc(), "claim__created_at", "ordinal", "pk")
    for replica in found.order_by(*order)[:LOOK_AHEAD]:
        yield -replica.claim.priority, replica.claim.created_at, replica.ordinal, replica


def is_stuck(region: str) -> bool:
    """Whether a living worker waits for this region's store: no further one should join it."""
    quiet = Q(moved_at__lt=Now() - QUIET, leased_until__gt=Now() + lease() - QUIET)
    held = Replica.objects.filter(quiet, claim__region=region, state__in=OPEN)
    return held.exists() or DiskContent.objects.filter(quiet, region=region).exists()


def busy_regions(only: Iterable[int] | None = None) -> list[str]:
    """Regions with something to do now; `only` looks at these disk sets."""
    filling, reading = replicas(), contents()
    if only is not None:
        filling = filling.filter(claim__disk_set__in=list(only))
        reading = reading.filter(disk_sets__in=list(only))
    names = set(filling.values_list("claim__region_id", flat=True))
    return sorted(names | set(reading.values_list("region_id", flat=True)))


def is_open(replica: Replica) -> bool:
    return ReplicaState(replica.state) in OPEN
