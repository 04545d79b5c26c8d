"""One worker's turn at one region."""

import logging
import threading
from typing import Any

from django.db import OperationalError, connections

from imagestore.errors import ImageRefused, StoreError
from regions.models import DiskContent
from regions.replication.fill import fill_slices
from regions.replication.fold import OPEN
from regions.replication.ingest import ingest_slice
from regions.replication.outcome import sets_with, unsuccessful
from regions.replication.queue import UNREAD, busy_regions, next_work
from regions.replication.watch import Lease, LeaseLost, Turn
from regions.stores import load_marks
from regions.wake import wake

log = logging.getLogger(__name__)
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
    turn, done = turn or Turn(), 0
    load_marks()
    while do_next(region, turn):
        done += 1
        if turn.is_over:
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
    """Whatever comes of it, whoever waited for it is woken."""
    try:
        if isinstance(row, DiskContent):
            done = ingest_slice(row, lease)
        else:
            done = fill_slices(row.pk, lease)
    except LeaseLost:
        log.info("%s is somebody else's now; nothing was committed.", row)
        return
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one region's trouble is written on its rows
        if not isinstance(error, StoreError | ImageRefused | OSError):
            log.exception("Work on %s failed.", row)
        _failed(row, lease, error)
        done = True
    if done:
        wake(busy_regions(sets_with(row)))


def _failed(row: Any, lease: Lease, error: Exception) -> None:
    try:
        row.refresh_from_db()
        unsuccessful(row, lease, error)
    except (LeaseLost, type(row).DoesNotExist):
        log.info("%s is not wanted any more.", row)
