"""Keep a lease while bytes move.

The I/O runs in a thread of its own, which never touches the database; this one writes a heartbeat
a second, sees that nothing moves any more, and stops what is no longer ours. A thread that hangs in
the operating system cannot be killed, but it can be left alone: whatever it does later counts for
nothing.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.models.functions import Now

from imagestore.budget import Report
from imagestore.errors import StoreError
from regions.models.lease import Leased

log = logging.getLogger(__name__)
BEAT = 1.0  # seconds between heartbeats
TURN = 5.0  # seconds after which a region has had its turn


class LeaseLost(Exception):
    """Somebody else has the work now, or nobody wants it any more: commit nothing."""


class StoreStalled(StoreError):
    """The store took a request and never answered."""

    code = "StoreStalled"
    transient = True


@dataclass
class Turn:
    """One worker's turn at a region: when bytes last moved, and whether anyone waits for it."""

    started_at: float = field(default_factory=time.monotonic)
    moved_at: float = field(default_factory=time.monotonic)
    is_left: bool = False

    @property
    def is_over(self) -> bool:
        """The next slice is for another region, if one waits."""
        longest = min(TURN, settings.SIG_SLICE_SECONDS)
        return self.is_left or time.monotonic() - self.started_at > longest

    def moved(self) -> None:
        self.moved_at = time.monotonic()

    def is_quiet(self, seconds: float) -> bool:
        return time.monotonic() - self.moved_at > seconds


@dataclass
class Lease:
    """A row that is ours for now. `count` names the column that grows with the bytes moved."""

    model: type[Leased]
    pk: int
    token: uuid.UUID
    turn: Turn

    def commit(self, **changes: Any) -> None:
        """Raises LeaseLost; inside a transaction that undoes the rest as well."""
        if not self.model.objects.commit(self.pk, self.token, **changes):
            raise LeaseLost

    def release(self, **changes: Any) -> None:
        if not self.model.objects.release(self.pk, self.token, **changes):
            raise LeaseLost

    def run[T](self, io: Callable[[Report], T], column: str, start: int = 0, most: int = 0) -> T:
        """The answer of `io`; meanwhile `column` shows `start` plus the bytes that it reported."""
        pulse = Pulse(self.turn)
        job = Job(io, pulse)
        beats = Beats(self, pulse, column, start, most)
        while not job.over.wait(BEAT):
            try:
                beats.beat()
            except (LeaseLost, StoreStalled):
                pulse.stop()
                raise
        self.turn.moved()
        return job.answer()


class Pulse:
    """Counts the bytes that any thread of the work reports, and stops them when it is over."""

    def __init__(self, turn: Turn) -> None:
        self.turn, self.count, self.stopped = turn, 0, False
        self.lock = threading.Lock()

    def report(self, count: int) -> None:
        if self.stopped:
            raise LeaseLost
        with self.lock:
            self.count += count
        self.turn.moved()

    def stop(self) -> None:
        self.stopped = True


class Job[T]:
    def __init__(self, io: Callable[[Report], T], pulse: Pulse) -> None:
        self.over = threading.Event()
        self.result: T | None = None
        self.error: BaseException | None = None
        self.io, self.pulse = io, pulse
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.result = self.io(self.pulse.report)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self.error = error
        self.over.set()

    def answer(self) -> T:
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]


@dataclass
class Beats:
    """One autocommit update a second. The database may be away for as long as the lease lasts."""

    lease: Lease
    pulse: Pulse
    column: str
    start: int
    most: int
    seen: int = 0
    rate: float = 0.0
    kept_at: float = field(default_factory=time.monotonic)
    moved_at: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        now, count = time.monotonic(), self.pulse.count
        if count == self.seen and now - self.moved_at > settings.SIG_STALL_SECONDS:
            raise StoreStalled(
                f"The store did not answer for {settings.SIG_STALL_SECONDS} seconds. "
                "What is there already is safe."
            )
        changes = self._changes(now, count)
        try:
            self.lease.commit(**changes)
            self.kept_at = now
        except OperationalError as error:
            log.warning("A heartbeat was not written: %s", error)
            if now - self.kept_at > settings.SIG_LEASE_SECONDS:
                raise LeaseLost from error

    def _changes(self, now: float, count: int) -> dict[str, Any]:
        moved = count - self.seen
        self.rate = (self.rate + moved / max(now - self.kept_at, BEAT)) / (2 if self.seen else 1)
        self.seen = count
        if not moved:
            return {"rate": int(self.rate)}
        self.moved_at = now
        shown = self.start + count
        shown = min(shown, self.most) if self.most else shown
        return {"rate": int(self.rate), "moved_at": Now(), self.column: shown}
