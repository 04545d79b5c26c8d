"""Starts the parts, looks after them, and stops them when one signal says so."""

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

from portal.supervisor import logs
from portal.supervisor.child import Child, Say
from portal.supervisor.parts import Name, Part

TICK = 0.2  # seconds
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Supervisor:
    """A context: leaving it, however, leaves no process behind."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.to_files = logs.to_files()
        self.children: list[Child] = []
        self.signals = 0

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._signalled)
        return self

    def __exit__(self, *error: object) -> None:
        """The broker goes last: the others need it to leave in order."""
        self._stop([child for child in self.children if child.part.name != Name.BROKER])
        self._stop([child for child in self.children if child.part.name == Name.BROKER])

    def add(self, part: Part) -> None:
        log = logs.open_log(part.name) if self.to_files else None
        self.children.append(Child(part, log, self.say))

    def child(self, name: Name) -> Child:
        return next(child for child in self.children if child.part.name == name)

    def run(self, each_tick: Callable[[], None]) -> None:
        """Until a signal comes."""
        while not self.signals:
            for child in self.children:
                child.tend()
            each_tick()
            if self.to_files:
                logs.keep_small()
            time.sleep(TICK)

    def _stop(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        for child in children:
            self._wait_for(child)
            child.end()

    def _wait_for(self, child: Child) -> None:
        asked = time.monotonic()
        has_been_told = False
        while child.is_running and time.monotonic() - asked < child.part.patience:
            if self.signals > 1:  # asked twice: at once
                return
            if not has_been_told and time.monotonic() - asked > 2:
                has_been_told = True
                self.say(
                    f"{child.part.title} finishes what it is doing, which takes at most "
                    f"{child.part.patience:.0f} s. Ask again to stop at once; nothing is lost."
                )
            time.sleep(TICK / 4)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1
