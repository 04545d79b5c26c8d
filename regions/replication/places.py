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


def places_of(contents: Iterable[int], target: Region, attempt: int) -> dict[int, list[Source]]:
    """For each content, where to copy it from. One query."""
    proven = ReplicaDisk.objects.filter(content__in=list(contents), is_proven=True).select_related(
        "replica__claim__region", "replica__claim__disk_set__tenant"
    )
    found: dict[int, list[ReplicaDisk]] = defaultdict(list)
    for disk in proven:
        found[disk.content_id].append(disk)
    return defaultdict(list, {pk: _ranked(disks, target, attempt) for pk, disks in found.items()})


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
