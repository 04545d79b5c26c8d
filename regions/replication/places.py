"""Proven copies of contents, nearest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from regions.models import Region, ReplicaDisk
from regions.replication.plan import Place, ranked
from regions.stores import SetAddress, addresses_of

MOST = 8  # sources to try for one slice


@dataclass(frozen=True)
class Source:
    region: str
    addresses: tuple[SetAddress, ...]


def places_of(
    contents: Iterable[int], target: Region, attempt: int = 0, *, but: int = 0, proven: bool = True
) -> dict[int, list[Source]]:
    """For each content, where to copy it from, but this replica. One query.

    Unproven copies may still have most chunks whole: enough for a repair, which checks each.
    """
    copies = (
        ReplicaDisk.objects.filter(content__in=list(contents), is_copied=True)
        .filter(is_proven__in=[True, proven])
        .exclude(replica=but)
        .select_related("replica__claim__region", "replica__claim__disk_set__tenant__resource")
    )
    found: dict[int, list[ReplicaDisk]] = defaultdict(list)
    for disk in copies:
        found[disk.content_id].append(disk)
    ranks = {pk: _ranked(disks, target, attempt) for pk, disks in found.items()}
    return defaultdict(list, ranks)


def _ranked(disks: list[ReplicaDisk], target: Region, attempt: int) -> list[Source]:
    by_replica = {disk.replica_id: disk.replica for disk in disks}
    places = [Place(r.pk, r.claim.region, r.ordinal) for r in by_replica.values()]
    return [
        Source(
            by_replica[place.replica].claim.region_id,
            tuple(addresses_of(by_replica[place.replica])),
        )
        for place in ranked(places, target, attempt)[:MOST]
    ]
