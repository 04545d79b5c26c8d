"""How much one slice of work may take, and who is told of its progress."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Report = Callable[[int], None]  # bytes done since the last call; may raise to stop the work


@dataclass
class Budget:
    """A slice ends after so many bytes or seconds, at the next convenient point."""

    bytes: int = 1 << 62
    seconds: float = 1e9
    started: float = field(default_factory=time.monotonic)
    used: int = 0

    def spend(self, count: int) -> None:
        self.used += count

    @property
    def is_spent(self) -> bool:
        return self.used >= self.bytes or time.monotonic() - self.started >= self.seconds


def quiet(_: int) -> None:
    """Tell nobody."""
