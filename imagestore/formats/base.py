"""What every disk source offers: its size, where it may hold data, and its bytes."""

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from imagestore.errors import ImageRefused, StoreUnavailable

SECTOR = 512
MAX_DISK = 32 * 1024**4  # bytes; the most the public service takes


class Disk(Protocol):
    """A virtual disk to read. Sizes and offsets in bytes."""

    format: str
    virtual_size: int

    def extents(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Ranges that may hold something else than zeros, ascending."""
        ...

    def read_into(self, offset: int, buffer: memoryview) -> None:
        """Fill the buffer; zeros beyond the end."""
        ...


class Bytes:
    """One file, or the parts of an upload in order, as one range of bytes."""

    def __init__(self, parts: Sequence[Path]) -> None:
        self.handles, self.starts, self.size = [], [], 0
        for part in parts:
            handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW)
            self.handles.append(handle)
            self.starts.append(self.size)
            self.size += os.fstat(handle).st_size

    def __del__(self) -> None:
        for handle in getattr(self, "handles", []):
            os.close(handle)

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, or ImageRefused as truncated."""
        buffer = bytearray(length)
        self.read_into(offset, memoryview(buffer))
        return bytes(buffer)

    def read_into(self, offset: int, buffer: memoryview) -> None:
        if offset < 0 or offset + len(buffer) > self.size:
            raise ImageRefused(
                "Truncated", "The file ends before its own tables say. Copy it again."
            )
        while len(buffer):
            number = bisect_right(self.starts, offset) - 1
            try:
                got = os.preadv(self.handles[number], [buffer], offset - self.starts[number])
            except OSError as error:
                raise StoreUnavailable(f"The source cannot be read: {error.strerror}.") from error
            if not got:
                raise ImageRefused("SourceChanged", "The source became shorter while it was read.")
            buffer, offset = buffer[got:], offset + got

    def extents(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where the file systems below say that there is data."""
        for number, handle in enumerate(self.handles):
            base = self.starts[number]
            size = os.fstat(handle).st_size
            low, high = max(start - base, 0), min(end - base, size)
            yield from ((base + a, base + b) for a, b in _data(handle, low, high))


def _data(handle: int, low: int, high: int) -> Iterator[tuple[int, int]]:
    while low < high:
        try:
            low = os.lseek(handle, low, os.SEEK_DATA)
        except OSError:  # ENXIO: only a hole until the end
            return
        if low >= high:
            return
        end = min(os.lseek(handle, low, os.SEEK_HOLE), high)
        yield low, end
        low = end


def checked_size(size: int) -> int:
    """A virtual size that a disk can have."""
    if size <= 0 or size % SECTOR:
        raise ImageRefused(
            "ImpossibleSize",
            f"A disk of {size:,} bytes is not possible: it must be a multiple of 512 bytes.",
        )
    if size > MAX_DISK:
        raise ImageRefused("TooLarge", f"The disk has {size:,} bytes; at most 32 TiB are possible.")
    return size


class Plain:
    """A disk whose bytes stand in the file as they are, from its beginning."""

    def __init__(self, data: Bytes, format_: str, size: int) -> None:
        self.data, self.format, self.virtual_size = data, format_, checked_size(size)

    def extents(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        return self.data.extents(start, min(end, self.virtual_size))

    def read_into(self, offset: int, buffer: memoryview) -> None:
        inside = max(0, min(len(buffer), self.virtual_size - offset))
        self.data.read_into(offset, buffer[:inside])
        if inside < len(buffer):
            buffer[inside:] = bytes(len(buffer) - inside)
