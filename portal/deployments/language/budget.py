"""How much one template may ask for."""

import time
from collections.abc import Callable
from typing import Any, Self

from portal.deployments.language.errors import OutOfBounds

STEPS = 1_000_000
SIZE = 20_000_000  # characters and values made, all together
TEXT = 4 << 20  # characters of one text
ITEMS = 100_000  # of one array or object
DEPTH = 120  # expressions and values inside one another, each up to four frames of Python's
NESTING = 100  # of one value
SECONDS = 2.0  # of the processor's time, so that a busy machine refuses no more than an idle one
LOOK_AT_CLOCK = 1_024  # steps


class Budget:
    """Counts down; whoever asks for more than is left gets OutOfBounds."""

    def __init__(
        self, seconds: float = SECONDS, clock: Callable[[], float] = time.thread_time
    ) -> None:
        self._clock = clock
        self._ends = clock() + seconds
        self._steps, self._size, self._depth = STEPS, SIZE, DEPTH

    def step(self, count: int = 1) -> None:
        before = self._steps // LOOK_AT_CLOCK
        self._steps -= count
        if self._steps < 0:
            raise OutOfBounds(f"working it out takes more than {STEPS} steps.")
        if self._steps // LOOK_AT_CLOCK != before and self._clock() > self._ends:
            raise OutOfBounds("working it out takes too long.")

    def __enter__(self) -> Self:
        """One level deeper, until it is left."""
        self.step()
        if self._depth == 0:
            raise OutOfBounds("values refer to one another too deeply.")
        self._depth -= 1
        return self

    def __exit__(self, *error: object) -> None:
        self._depth += 1

    def text(self, length: int) -> None:
        """Before a text of this length is made."""
        if length > TEXT:
            raise OutOfBounds(f"a text may have {TEXT} characters.")
        self._take(length)

    def items(self, count: int) -> None:
        """Before an array or object with so many is made."""
        if count > ITEMS:
            raise OutOfBounds(f"an array or object may have {ITEMS} items.")
        self._take(count)

    def value(self, value: Any) -> None:
        """A value that was made: all of it, however often its parts occur in it."""
        waiting = [(value, 1)]
        while waiting:
            current, depth = waiting.pop()
            if depth > NESTING:
                raise OutOfBounds(f"a value may be nested {NESTING} deep.")
            if isinstance(current, dict):
                self._take(1 + sum(map(len, current)))
                waiting.extend((inner, depth + 1) for inner in current.values())
            elif isinstance(current, list):
                self._take(1)
                waiting.extend((inner, depth + 1) for inner in current)
            else:
                self._take(1 + len(current) if isinstance(current, str) else 1)

    def _take(self, amount: int) -> None:
        self._size -= amount
        if self._size < 0:
            raise OutOfBounds("the values it makes are too large.")
        self.step(1)
