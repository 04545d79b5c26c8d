"""A started part: started again when it dies, and ended with all that it started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from typing import IO

from django.conf import settings

from portal.supervisor.orphans import end_with_parent
from portal.supervisor.parts import Part

STEADY = 10.0  # seconds after which a start counts as a success
LONGEST_PAUSE = 30.0

Say = Callable[[str], None]


class Child:
    """Each has a process group of its own, so that Ctrl+C reaches the supervisor alone and that
    what a dead parent leaves behind can be ended by one signal."""

    def __init__(self, part: Part, output: IO[bytes] | None, say: Say) -> None:
        self.part, self.output, self.say = part, output, say
        self.failures = 0
        self.start_again_at: float | None = None
        self.process = self._start()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def tend(self) -> None:
        """Look after it: called several times a second."""
        if self.is_running:
            return
        if self.start_again_at is None:
            self._has_died(self.process.returncode)
        elif time.monotonic() >= self.start_again_at:
            self.process = self._start()

    def ask_to_stop(self) -> None:
        if self.is_running:
            self.process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """At once, with everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        self.start_again_at = None
        self.started_at = time.monotonic()
        return subprocess.Popen(
            self.part.command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "SIG_SUPERVISED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            process_group=0,
            preexec_fn=partial(_settle_in, os.getpid(), self.part.niceness),
        )

    def _has_died(self, status: int) -> None:
        self.end()
        if self.part.once:
            self.start_again_at = float("inf")
            if status:
                self.say(f"{self.part.title} did not finish ({_told(status)}); its log says why.")
            return
        lived = time.monotonic() - self.started_at
        self.failures = 0 if lived > STEADY else self.failures + 1
        pause = pause_after(self.failures)
        self.start_again_at = time.monotonic() + pause
        self.say(f"{self.part.title} ended ({_told(status)}); it starts again{_in(pause)}.")


def _settle_in(parent: int, niceness: int) -> None:
    """Runs in the child, before its program."""
    end_with_parent(parent)
    os.nice(niceness)


def pause_after(failures: int) -> float:
    """Seconds: none for a death after a steady life, then doubling."""
    return min(LONGEST_PAUSE, 0.25 * 2.0 ** min(failures, 16)) if failures else 0.0


def _told(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _in(pause: float) -> str:
    return f" in {pause:.0f} s" if pause >= 1 else ""
