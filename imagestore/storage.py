"""Where a set keeps its objects: a narrow protocol, a folder, and memory for tests.

Names are relative paths of letters, digits, `.`, `-`, `_` and `/`. An object appears whole or not
at all, never changes, and is durable once committed.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from imagestore.errors import StoreError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


@dataclass(frozen=True)
class Stored:
    """An object: its name, size in bytes, and seconds since it was written."""

    name: str
    size: int
    age: float


class Sink(Protocol):
    """An object being written."""

    def write(self, buffers: Sequence[memoryview | bytes]) -> None: ...
    def commit(self) -> None: ...
    def abort(self) -> None: ...


class Storage(Protocol):
    def create(self, name: str) -> Sink: ...
    def read(self, name: str) -> bytes: ...
    def read_into(self, name: str, offset: int, buffer: memoryview) -> int: ...
    def size(self, name: str) -> int: ...
    def exists(self, name: str) -> bool: ...
    def list(self, prefix: str) -> Iterator[Stored]: ...
    def delete(self, name: str) -> None: ...
    def forget_cached(self, name: str) -> None: ...
    def lock(self, *, exclusive: bool) -> AbstractContextManager[None]: ...


def checked(name: str) -> str:
    """No name leaves the store, whoever made it."""
    if not NAME.fullmatch(name):
        raise StoreError(f"{name!r} is not the name of an object.")
    return name
