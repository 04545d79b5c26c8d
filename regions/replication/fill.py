"""Fill one replica, slice after slice, for as long as it is this region's turn."""

from typing import Any

from django.db.models import Exists, OuterRef

from regions.models import Replica
from regions.replication.copy import copy_slice
from regions.replication.fold import OPEN
from regions.replication.places import Source, places_of
from regions.replication.plan import next_step
from regions.replication.prove import prove_slice
from regions.replication.watch import Lease

RELATED = ("claim__region", "claim__disk_set__tenant__resource", "claim__disk_set__card")


def fill_slices(pk: int, lease: Lease) -> bool:
    """Whether something was proven, which others may have waited for."""
    proven = False
    while True:
        replica = _load(pk)
        step, disk, sources = _next(replica)
        if step is None:
            lease.release()
            return proven
        if step.kind == "prove":
            proven = prove_slice(replica, disk, lease) or proven
        else:
            copy_slice(replica, disk, sources, lease)
        if replica.is_settled:
            return proven
        if lease.turn.is_over:
            lease.release()
            return proven


def _load(pk: int) -> Any:
    """With whether one before it in the same claim is still to bring the bytes to the region."""
    sibling = Replica.objects.filter(
        claim=OuterRef("claim"), ordinal__lt=OuterRef("ordinal"), state__in=OPEN
    )
    found = Replica.objects.select_related(*RELATED)
    return found.annotate(waits_for_sibling=Exists(sibling)).get(pk=pk)


def _next(replica: Any) -> tuple[Any, Any, list[Source]]:
    disks = list(replica.disks.select_related("content").order_by("pk"))
    sources = _sources(replica, [disk.content_id for disk in disks if not disk.is_copied])
    step = next_step(disks, list(sources))
    if step is None:
        return None, None, []
    disk = next(disk for disk in disks if disk.content_id == step.content)
    disk.replica = replica  # both sides see the same one
    return step, disk, sources.get(step.content, [])


def _sources(replica: Any, contents: list[int]) -> dict[int, list[Source]]:
    if not contents:
        return {}
    found = places_of(contents, replica.claim.region, replica.attempts)
    if not replica.waits_for_sibling:
        return found
    here = replica.claim.region_id
    return {pk: some for pk, some in found.items() if any(s.region == here for s in some)}
