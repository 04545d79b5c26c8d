"""Read replicas back, all of them or one version's, and repair what is damaged."""

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from imagestore.errors import StoreError
from regions.choices import LedgerKind, ReplicaState
from regions.models import DiskSet, Replica, ReplicaDisk
from regions.replication.fold import fold, hold
from regions.replication.hope import settle_hopeless
from regions.replication.ledger import note
from regions.replication.places import places_of
from regions.replication.prove import finish
from regions.replication.repair import Finding, inspection
from regions.replication.watch import Lease, LeaseLost, Turn
from regions.stores import addresses_of, load_marks
from regions.wake import wake

__all__ = ["Finding", "verify_all", "verify_disk_set"]
log = logging.getLogger(__name__)
TO_VERIFY = [ReplicaState.READY, ReplicaState.FAILED]


def verify_all(repair: bool) -> list[Finding]:
    """Every version, the oldest proof first."""
    wanted = DiskSet.objects.filter(claims__isnull=False).distinct().order_by("pk")
    return [
        finding
        for disk_set in wanted.iterator(chunk_size=100)
        for finding in verify_disk_set(disk_set, repair)
    ]


def verify_disk_set(disk_set: DiskSet, repair: bool) -> list[Finding]:
    """Every replica that is or was there, every chunk. With `repair`, damage is fetched again.

    A replica whose damage stays is Failed from then on, and never served.
    """
    load_marks()
    related = ("claim__region", "claim__disk_set__tenant__resource", "claim__disk_set__card")
    replicas = Replica.objects.filter(
        claim__disk_set=disk_set, state__in=TO_VERIFY, disks__is_copied=True
    ).distinct()
    order = ("claim__region", "ordinal")
    return [
        finding
        for replica in replicas.select_related(*related).order_by(*order)
        for finding in _verify(replica, repair)
    ]


def _verify(replica: Replica, repair: bool) -> list[Finding]:
    token = Replica.objects.filter(state=replica.state).take(replica.pk)
    if token is None:  # somebody works on it now, who proves it as well
        return []
    lease = Lease(Replica, replica.pk, token, Turn())
    try:
        found = _inspect_disks(replica, repair, lease)
        _settle(replica, found, lease)
    except LeaseLost:
        log.info("%s changed while it was verified.", replica)
        return []
    return [finding for findings in found.values() for finding in findings]


def _inspect_disks(replica: Replica, repair: bool, lease: Lease) -> dict[int, list[Finding]]:
    found = {}
    for disk in replica.disks.filter(is_copied=True).select_related("content"):
        found[disk.pk] = _inspect(replica, disk, repair, lease)
    return found


def _inspect(replica: Replica, disk: Any, repair: bool, lease: Lease) -> list[Finding]:
    content = disk.content
    siblings = places_of([content.pk], replica.claim.region, but=replica.pk, proven=False)
    lun = replica.claim.disk_set.disks.filter(content=content).values_list("lun", flat=True)[0]
    others = [address for source in siblings[content.pk] for address in source.addresses]
    look = inspection(content.manifest, lun, addresses_of(replica), others, repair)
    try:
        return lease.run(look, "bytes_proven", 0, replica.bytes_total)
    except StoreError as error:
        place = (replica.claim.region_id, replica.ordinal, addresses_of(replica)[0].zone, lun)
        return [Finding(*place, code=error.code, message=str(error))]


@transaction.atomic
def _settle(replica: Replica, found: dict[int, list[Finding]], lease: Lease) -> None:
    hold([replica.claim.disk_set_id])
    bad = {
        disk: next(f for f in findings if f.is_damage and not f.is_repaired)
        for disk, findings in found.items()
        if any(f.is_damage and not f.is_repaired for f in findings)
    }
    away = any(not f.is_damage for findings in found.values() for f in findings)
    if bad:
        _damaged(replica, bad, lease)
    elif away:
        lease.release()
    else:
        _whole(replica, found, lease)


def _damaged(replica: Replica, bad: dict[int, Finding], lease: Lease) -> None:
    if replica.state == ReplicaState.READY:
        note(LedgerKind.REMOVED, replica, replica.bytes_total)
    ReplicaDisk.objects.filter(pk__in=bad).update(is_proven=False)
    first = next(iter(bad.values()))
    lease.release(
        state=ReplicaState.FAILED, error_code="ChunkDamaged", error_message=first.message,
        bytes_proven=0,
    )  # fmt: skip
    contents = list(replica.disks.values_list("content_id", flat=True))
    fold(settle_hopeless(contents) | {replica.claim_id})


def _whole(replica: Replica, found: dict[int, list[Finding]], lease: Lease) -> None:
    """Proven anew; what had failed for its damage only is ready again."""
    now = timezone.now()
    ReplicaDisk.objects.filter(pk__in=found).update(is_proven=True)
    if replica.state == ReplicaState.READY:
        lease.release(proven_at=now, bytes_proven=replica.bytes_total)
    elif replica.disks.filter(is_proven=False).exists():
        lease.release()
    else:
        finish(replica, now, lease)
        fold([replica.claim_id])
        wake([replica.claim.region_id])
