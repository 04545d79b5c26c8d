"""One worker's turn at one region."""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections
from django.db.models import Exists, OuterRef

from imagestore.errors import ImageRefused, StoreError
from regions.models import DiskContent, Replica, ReplicaDisk
from regions.replication.copy import copy_slice
from regions.replication.fold import OPEN
from regions.replication.ingest import ingest_slice
from regions.replication.outcome import sets_with, unsuccessful
from regions.replication.places import places_of
from regions.replication.plan import next_step
from regions.replication.prove import prove_slice
from regions.replication.queue import UNREAD, busy_regions, next_work
from regions.replication.watch import Lease, LeaseLost, Turn
from regions.stores import load_marks
from regions.wake import wake

log = logging.getLogger(__name__)
TURN = 5.0  # seconds after which the next region has its turn
PATIENCE = 3.0  # seconds without a byte until the worker goes on to other regions


def work(region: str) -> None:
    """Take a turn, but wait for it only while bytes move.

    A store that hangs keeps one thread, not the worker: the thread keeps its lease until it moves
    again or counts as stalled, and other regions get the worker meanwhile.
    """
    turn = Turn()
    thread = threading.Thread(target=_own_connection, args=(region, turn), daemon=True)
    thread.start()
    while thread.is_alive() and not turn.is_quiet(PATIENCE):
        thread.join(0.1)
    turn.is_left = thread.is_alive()


def _own_connection(region: str, turn: Turn) -> None:
    try:
        take_turn(region, turn)
    except OperationalError as error:
        log.warning("The database is away; the sweeper comes back to %s: %s", region, error)
    finally:
        connections.close_all()


def take_turn(region: str, turn: Turn | None = None) -> int:
    """Slices of what is there to do, until nothing is or others should go first; how many."""
    turn, started, done = turn or Turn(), time.monotonic(), 0
    load_marks()
    while do_next(region, turn):
        done += 1
        if turn.is_left or time.monotonic() - started > min(TURN, settings.SIG_SLICE_SECONDS):
            wake([region])
            break
    return done


def do_next(region: str, turn: Turn) -> bool:
    """One slice of the first piece of work that nobody else takes."""
    for row in next_work(region):
        lease = _take(row, turn)
        if lease:
            turn.moved()
            _slice(row, lease)
            return True
    return False


def _take(row: Any, turn: Turn) -> Lease | None:
    states = UNREAD if isinstance(row, DiskContent) else OPEN
    model = type(row)
    token = model.objects.filter(state__in=states).due().take(row.pk)
    return Lease(model, row.pk, token, turn) if token else None


def _slice(row: Any, lease: Lease) -> None:
    try:
        if isinstance(row, DiskContent):
            _read(row.pk, lease)
        else:
            _fill(row.pk, lease)
    except LeaseLost:
        log.info("%s is somebody else's now; nothing was committed.", row)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one region's trouble is written on its rows
        if not isinstance(error, StoreError | ImageRefused | OSError):
            log.exception("Work on %s failed.", row)
        _failed(row, lease, error)
    wake(busy_regions(sets_with(row)))


def _failed(row: Any, lease: Lease, error: Exception) -> None:
    try:
        row.refresh_from_db()
        unsuccessful(row, lease, error)
    except (LeaseLost, type(row).DoesNotExist):
        log.info("%s is not wanted any more.", row)


def _read(pk: int, lease: Lease) -> None:
    related = ("region", "source_upload", "source_content")
    ingest_slice(DiskContent.objects.select_related(*related).get(pk=pk), lease)


def _fill(pk: int, lease: Lease) -> None:
    replica = _load(pk)
    disks = list(replica.disks.select_related("content").order_by("pk"))
    wanted = [disk.content_id for disk in disks if not disk.is_copied]
    sources = places_of(wanted, replica.claim.region, replica.attempts)
    if replica.waits_for_sibling:
        sources = {pk: found for pk, found in sources.items() if _inside(found, replica)}
    step = next_step(disks, [pk for pk, found in sources.items() if found])
    disk = next((disk for disk in disks if step and disk.content_id == step.content), None)
    if step is None or disk is None:
        lease.release()
    elif step.kind == "prove":
        prove_slice(replica, _of(replica, disk), lease)
    else:
        copy_slice(replica, _of(replica, disk), sources[disk.content_id], lease)


def _load(pk: int) -> Any:
    related = ("claim__region", "claim__disk_set__tenant__resource", "claim__disk_set__card")
    sibling = Replica.objects.filter(
        claim=OuterRef("claim"), ordinal__lt=OuterRef("ordinal"), state__in=OPEN
    )
    found = Replica.objects.select_related(*related)
    return found.annotate(waits_for_sibling=Exists(sibling)).get(pk=pk)


def _inside(sources: Any, replica: Replica) -> bool:
    return any(source.region == replica.claim.region_id for source in sources)


def _of(replica: Replica, disk: ReplicaDisk) -> ReplicaDisk:
    """Both sides see the same replica."""
    disk.replica = replica
    return disk
