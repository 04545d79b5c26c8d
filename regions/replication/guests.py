"""Replicas that are written in the same pass in which a disk is read.

They need no lease: nobody copies a disk before it is proven somewhere, sets are named by content,
and the replica's own region proves what came. One that drops out is copied by its own region.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from django.db.models import F, Q, QuerySet

from imagestore.chunkset import ChunkSet
from imagestore.places import PATIENCE, Given
from imagestore.work import aside
from regions.choices import LedgerKind, StorageType
from regions.models import DiskContent, Replica, ReplicaDisk
from regions.replication.fold import OPEN
from regions.replication.ledger import note
from regions.replication.queue import is_stuck
from regions.stores import SetAddress, addresses_of, using

MOST = 7
RELATED = (
    "replica__claim__region", "replica__claim__disk_set__tenant", "replica__claim__disk_set__card",
)  # fmt: skip


@dataclass
class Guest:
    """One replica's disk, where it lies, and its set for as long as the pass has it open."""

    disk: ReplicaDisk
    address: SetAddress
    held: ChunkSet | None = None


def guests_of(content: DiskContent, home: Replica) -> list[Guest]:
    """Bytes cross into a region once: all further replicas at home, the first one elsewhere."""
    if content.attempts:  # the one that failed may have been held up by a guest
        return []
    near = Q(replica__claim__region=content.region_id) | Q(replica__ordinal=0)
    disks = (
        ReplicaDisk.objects.filter(near, content=content, is_copied=False, is_measured=False)
        .filter(replica__claim__disk_set=home.claim.disk_set_id, replica__state__in=OPEN)
        .filter(replica__error_code="")
        .exclude(replica=home.pk)
        .exclude(replica__claim__storage_type=StorageType.STANDARD_ZRS)
        .select_related(*RELATED)
        .order_by(F("replica__claim__priority").desc(), "replica__ordinal", "pk")
    )
    if content.bytes_read:  # who dropped out stays out
        disks = disks.exclude(bytes_copied=0, bytes_reused=0)
    return [Guest(disk, addresses_of(disk.replica)[0]) for disk in _reachable(disks)]


def _reachable(disks: QuerySet[ReplicaDisk]) -> list[ReplicaDisk]:
    found = list(disks[:MOST])
    stuck = {name for name in {d.replica.claim.region_id for d in found} if is_stuck(name)}
    return [disk for disk in found if disk.replica.claim.region_id not in stuck]


@contextmanager
def welcomed(guests: Sequence[Guest]) -> Iterator[list[ChunkSet]]:
    """The sets of those whose stores can be opened in time."""
    with ExitStack() as stack:
        opening = [aside(partial(_open, guest.address)) for guest in guests]
        wait(opening, PATIENCE)
        for guest, opened in zip(guests, opening, strict=True):
            if opened.done() and not opened.exception():  # else its own region says what is wrong
                lock, guest.held = opened.result()
                stack.push(lock)
        yield [guest.held for guest in guests if guest.held]


def _open(address: SetAddress) -> tuple[ExitStack, ChunkSet]:
    stack = ExitStack()
    (held,) = stack.enter_context(using([address]))
    return stack, held


def take_note(guests: Sequence[Guest], given: Sequence[Given], home: Replica) -> None:
    """Write down what came: call inside the transaction of the slice's results."""
    came = iter(given)
    for guest in guests:
        if guest.held:
            _note(guest.disk, next(came), home)


def _note(disk: ReplicaDisk, given: Given, home: Replica) -> None:
    replica = disk.replica
    if given.sent and replica.claim.region_id != home.claim.region_id:
        note(LedgerKind.CROSSED, replica, given.sent, home.claim.region_id)
    waiting = ReplicaDisk.objects.filter(
        pk=disk.pk, is_copied=False, is_measured=False, replica__state__in=OPEN
    )
    if given.is_lost:
        waiting.update(bytes_copied=0, bytes_reused=0)
    else:
        waiting.update(
            bytes_copied=given.written,
            bytes_reused=given.reused,
            is_measured=given.is_whole,
            is_copied=given.is_whole,
        )
