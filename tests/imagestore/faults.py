"""A store that dies, as a killed process does, after a given number of steps."""

from collections.abc import Sequence
from typing import Any

from imagestore.local import LocalStorage


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


class MortalStorage(LocalStorage):
    """Counts every change it makes; the `lives + 1`st is not made."""

    lives = 1 << 60

    def step(self) -> None:
        if self.lives <= 0:
            raise Killed
        self.lives -= 1

    def create(self, name: str) -> Any:
        self.step()
        return MortalSink(self, super().create(name))

    def delete(self, name: str) -> None:
        self.step()
        super().delete(name)


class MortalSink:
    """A dead process cleans up nothing, so aborting does nothing either."""

    def __init__(self, storage: MortalStorage, sink: Any) -> None:
        self.storage, self.sink = storage, sink

    def write(self, buffers: Sequence[Any]) -> None:
        self.storage.step()
        self.sink.write(buffers)

    def commit(self) -> None:
        self.storage.step()
        self.sink.commit()

    def abort(self) -> None:
        pass
