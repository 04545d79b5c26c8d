"""A stored disk as a file: literal bytes, zeros and chunks, from which any range can be read."""

import os
import uuid
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from imagestore.budget import Report, quiet
from imagestore.chunkset import ChunkSet
from imagestore.errors import ImageRefused, StoreError
from imagestore.formats import vhd
from imagestore.local import explained, sync_folder
from imagestore.manifest import CHUNK, ZERO
from imagestore.transfer import chunks_of, first_root, read_any
from imagestore.work import in_threads

PIECE = 1024 * 1024
BATCH = 16


@dataclass(frozen=True)
class Layout:
    """The disk's chunks by number, then `tail` (a VHD's footer). Sizes in bytes."""

    manifest_id: str
    format: str
    virtual_size: int
    digests: dict[int, bytes]
    tail: bytes

    @property
    def size(self) -> int:
        return self.virtual_size + len(self.tail)


def lay_out(manifest_id: str, sources: Sequence[ChunkSet], format_: str) -> Layout:
    """`format_` is raw or vhd (fixed). Raises ImageRefused for another, or a disk too large."""
    if format_ not in {"raw", "vhd"}:
        raise ImageRefused("UnsupportedFormat", f"{format_} cannot be written. Use raw or vhd.")
    root = first_root(sources, manifest_id)
    tail = vhd.fixed_footer(root.virtual_size, manifest_id) if format_ == "vhd" else b""
    return Layout(manifest_id, format_, root.virtual_size, dict(chunks_of(root, sources)), tail)


def read_range(
    layout: Layout, sources: Sequence[ChunkSet], offset: int, length: int
) -> Iterator[bytes]:
    """Verified bytes of the file, in pieces of at most 1 MiB; memory does not grow with it."""
    end = min(offset + length, layout.size)
    buffer = memoryview(bytearray(PIECE))
    while offset < end:
        stop = min(end, (offset // PIECE + 1) * PIECE)
        yield _run(layout, sources[0], offset, stop, buffer) or b"".join(
            _parts(layout, sources, offset, stop, buffer)
        )
        offset = stop


def _run(layout: Layout, source: ChunkSet, offset: int, end: int, buffer: memoryview) -> bytes:
    """A piece whose chunks lie in one place as they do on the disk; nothing when they do not.

    Most do, and one read of them is a good deal faster than one of each (benchmarks.download).
    """
    if offset % CHUNK or end % CHUNK or end > layout.virtual_size:
        return b""
    digests = [layout.digests.get(number, ZERO) for number in range(offset // CHUNK, end // CHUNK)]
    if ZERO in digests:
        return b""
    with suppress(StoreError):
        return bytes(source.read_run(digests, buffer))
    return b""


def _parts(
    layout: Layout, sources: Sequence[ChunkSet], offset: int, end: int, buffer: memoryview
) -> Iterator[bytes | memoryview]:
    """Of one piece; each of its chunks has a place of its own in the buffer."""
    while offset < min(end, layout.virtual_size):
        number, inside = divmod(offset, CHUNK)
        stop = min(end, layout.virtual_size, (number + 1) * CHUNK)
        digest = layout.digests.get(number)
        if digest is None:
            yield bytes(stop - offset)
        else:
            view = read_any(sources, digest, buffer[number * CHUNK % PIECE :])
            yield view[inside : inside + stop - offset]
        offset = stop
    if offset < end:
        start = offset - layout.virtual_size
        yield layout.tail[start : start + end - offset]


def export_to_file(
    layout: Layout, sources: Sequence[ChunkSet], target: Path, *, report: Report = quiet,
    threads: int = 2,
) -> None:  # fmt: skip
    """A sparse file, whole or not at all."""
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    with explained(f"Writing {target.name}"):
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        with explained(f"Writing {target.name}"):
            os.ftruncate(handle, layout.size)
            _write_chunks(layout, sources, handle, report, threads)
            os.pwrite(handle, layout.tail, layout.virtual_size)
            os.fsync(handle)
            os.rename(draft, target)
            sync_folder(target.parent)
    finally:
        os.close(handle)
        draft.unlink(missing_ok=True)


def _write_chunks(
    layout: Layout, sources: Sequence[ChunkSet], handle: int, report: Report, threads: int
) -> None:
    numbers = sorted(layout.digests)
    groups = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]

    def work(items: Iterator[list[int]]) -> None:
        buffer = memoryview(bytearray(CHUNK))
        for group in items:
            for number in group:
                view = read_any(sources, layout.digests[number], buffer)
                room = layout.virtual_size - number * CHUNK
                os.pwrite(handle, view[:room], number * CHUNK)
            report(len(group) * CHUNK)

    in_threads(groups, threads, work)


class StoredDisk:
    """A stored disk as a source to read, as if it were a raw file."""

    format = "raw"

    def __init__(self, manifest_id: str, sources: Sequence[ChunkSet]) -> None:
        self.sources = sources
        self.layout = lay_out(manifest_id, sources, "raw")
        self.virtual_size = self.layout.virtual_size
        self.numbers = sorted(self.layout.digests)

    def extents(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at = bisect_left(self.numbers, start // CHUNK)
        while at < len(self.numbers) and self.numbers[at] * CHUNK < end:
            low = self.numbers[at] * CHUNK
            yield low, min(low + CHUNK, self.virtual_size)
            at += 1

    def read_into(self, offset: int, buffer: memoryview) -> None:
        for piece in read_range(self.layout, self.sources, offset, len(buffer)):
            buffer[: len(piece)] = piece
            buffer = buffer[len(piece) :]
        buffer[:] = bytes(len(buffer))
