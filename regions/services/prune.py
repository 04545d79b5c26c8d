"""Free the bytes that nothing wants any more, set by set, with nobody else on the set."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from imagestore.chunkset import ChunkSet
from imagestore.errors import StoreBusy, StoreError
from imagestore.prune import PrunePlan, execute_prune, plan_prune
from regions.models import DiskContent, Replica
from regions.replication.ingest import draft_of
from regions.replication.queue import UNREAD
from regions.stores import (
    SetAddress,
    addresses_of,
    every_store,
    load_marks,
    open_set,
    store_folder,
)

log = logging.getLogger(__name__)


@dataclass
class Pruned:
    """What went, or would go. Sizes in bytes."""

    sets: int = 0
    freed: int = 0
    packs_deleted: int = 0
    packs_rewritten: int = 0
    objects_deleted: int = 0
    in_use: list[str] = field(default_factory=list)  # left for the next time
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, plan: PrunePlan) -> None:
        self.sets += 1
        self.freed += plan.freed
        self.packs_deleted += len(plan.delete)
        self.packs_rewritten += len(plan.rewrite)
        self.objects_deleted += len(plan.objects)


def prune_all(dry_run: bool) -> Pruned:
    """Every set of every store that answers; with `dry_run`, only say what would go."""
    load_marks()
    done = Pruned()
    for address in _every_set(done):
        name = f"{address.region}/{address.zone}/{address.tier}/set-{address.ordinal}"
        try:
            done.add(_prune(address, dry_run))
        except StoreBusy:
            done.in_use.append(name)
        except StoreError as error:
            log.warning("%s was not pruned: %s", name, error)
            done.failed[name] = str(error)
    return done


def _every_set(done: Pruned) -> Iterator[SetAddress]:
    for region, zone, tier in every_store():
        try:
            folder = store_folder(region, zone, tier)
        except StoreError as error:
            done.failed[f"{region}/{zone}/{tier}"] = str(error)
            continue
        for path in sorted(folder.glob("*/set-*")):
            yield SetAddress(region, zone, tier, path.parent.name, _ordinal(path))


def _ordinal(folder: Path) -> int:
    return int(folder.name.removeprefix("set-"))


def _prune(address: SetAddress, dry_run: bool) -> PrunePlan:
    held, grace = open_set(address), timedelta(minutes=settings.SIG_PRUNE_MINUTES)
    if dry_run:
        return plan_prune(held, roots(address), drafts=drafts(address), grace=grace)
    return _execute(held, address, grace)


def _execute(held: ChunkSet, address: SetAddress, grace: timedelta) -> PrunePlan:
    return execute_prune(held, lambda: roots(address), drafts=lambda: drafts(address), grace=grace)


def roots(address: SetAddress) -> set[str]:
    """Manifests of all that is wanted in the set, whether or not it is there yet."""
    replicas = Replica.objects.filter(
        ordinal=address.ordinal,
        claim__region=address.region,
        claim__disk_set__tenant__resource__guid=address.tenant,
    ).select_related("claim__region", "claim__disk_set__tenant__resource")
    here = [replica.pk for replica in replicas if address in addresses_of(replica)]
    found = DiskContent.objects.filter(disk_sets__claims__replicas__in=here)
    return set(found.exclude(manifest="").values_list("manifest", flat=True))


def drafts(address: SetAddress) -> set[str]:
    """What is being read into the region's first replicas."""
    unread = DiskContent.objects.filter(
        region=address.region, state__in=UNREAD, tenant__resource__guid=address.tenant
    )
    return {draft_of(content) for content in unread}
