"""Read a disk once, cut it into chunks, hash them, and write what each target lacks."""

import ctypes
import mmap
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import blake3

from imagestore import manifest
from imagestore.budget import Budget, Report, quiet
from imagestore.chunkset import ChunkSet
from imagestore.formats import Disk
from imagestore.manifest import CHUNK, LEAF, ZERO
from imagestore.places import Fresh, Given, Place, Writers, give_up, settle, write
from imagestore.work import aside, in_threads
from imagestore.writer import PackWriter

BATCH = 16  # chunks read at once: 4 MiB
LEAF_BYTES = CHUNK * LEAF
libc = ctypes.CDLL(None)
libc.memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]


@dataclass(frozen=True)
class Ingested:
    """After one slice. `manifest_id` is empty until the whole disk is stored."""

    manifest_id: str
    offset: int
    occupied: int
    written: int
    reused: int
    guests: tuple[Given, ...] = ()

    @property
    def done(self) -> bool:
        return bool(self.manifest_id)


class Buffers:
    """Memory for one batch, used again and again."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.one = mmap.mmap(-1, BATCH * CHUNK)


def ingest(
    source: Disk, targets: Sequence[ChunkSet], *, draft: str, budget: Budget | None = None,
    report: Report = quiet, threads: int = 2, guests: Sequence[ChunkSet] = (),
) -> Ingested:  # fmt: skip
    """One slice. Call again with the same `draft` until it is done; a kill costs open packs.

    Guests are written in the same pass for as long as they keep up; one that fails, or is slower
    than `PATIENCE`, is left as it is and neither fails nor holds up anything.
    """
    places = [Place(held, f"drafts/{draft}") for held in targets]
    places += [Place(held, f"drafts/{draft}", is_guest=True) for held in guests]
    return Ingest(source, places, threads, report).run(budget or Budget())


class Ingest:
    def __init__(self, source: Disk, places: Sequence[Place], threads: int, report: Report) -> None:
        self.source, self.places, self.threads, self.report = source, places, threads, report
        own = [place.draft for place in places if not place.is_guest]
        base = min(own, key=lambda draft: draft.offset)  # what one lacks was not written there
        self.draft = replace(base, leaves=list(base.leaves))
        self.each(lambda place: place.catch_up(base))
        self.lock = threading.Lock()
        self.leaves: dict[int, bytes] = {}  # joined digests; empty for nothing but zeros

    def run(self, budget: Budget) -> Ingested:
        last = -(-self.source.virtual_size // LEAF_BYTES)
        first = self.draft.offset // LEAF_BYTES
        in_threads(self._leaf_numbers(first, last, budget), self.threads, self._work)
        leaves = self._finished(first)
        if self.draft.offset < self.source.virtual_size:
            self.each(lambda place: place.keep(leaves, self.draft))
            return self._answer("")
        return self._answer(self._finish(leaves))

    def each(self, work: Callable[[Place], None]) -> bool:
        """Do it for every target at once. Whether all of them have ended: one may hang."""
        return settle({place: aside(partial(work, place)) for place in self._left})

    @property
    def _left(self) -> list[Place]:
        return [place for place in self.places if not place.is_lost]

    def _leaf_numbers(self, first: int, last: int, budget: Budget) -> Iterator[int]:
        for number in range(first, last):
            if number > first and budget.is_spent:
                return
            start = number * LEAF_BYTES
            end = min(start + LEAF_BYTES, self.source.virtual_size)
            budget.spend(sum(length for _, length in self._batches(start, end)))
            yield number

    def _work(self, numbers: Iterator[int]) -> None:
        buffers = Buffers()
        writers = {place: PackWriter(place.held) for place in self._left}
        try:
            for number in numbers:
                self.leaves[number] = self._leaf(number, buffers, writers)
            self.each(lambda place: writers[place].close())
        finally:
            give_up(writers)

    def _leaf(self, number: int, buffers: Buffers, writers: Writers) -> bytes:
        start = number * LEAF_BYTES
        end = min(start + LEAF_BYTES, self.source.virtual_size)
        digests = [ZERO] * -(-(end - start) // CHUNK)
        for at, length in self._batches(start, end):
            fresh = self._batch(at, length, buffers.one, digests, start)
            if not write(writers, fresh):
                buffers.renew()  # somebody may still read the old one
            self.report(length)
        return b"".join(digests) if any(digest != ZERO for digest in digests) else b""

    def _batches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Chunk-aligned reads of places that may hold data."""
        reached = start
        for low, high in self.source.extents(start, end):
            low = max(reached, low // CHUNK * CHUNK)
            high = min(end, -(-high // CHUNK) * CHUNK)
            while low < high:
                length = min(BATCH * CHUNK, high - low)
                yield low, length
                low += length
            reached = max(reached, high)

    def _batch(
        self, at: int, length: int, buffer: mmap.mmap, digests: list[bytes], leaf_start: int
    ) -> Fresh:
        """What each target lacks of these chunks."""
        view = memoryview(buffer)[:length]
        self.source.read_into(at, view)
        base = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
        fresh: Fresh = {}
        for low in range(0, length, CHUNK):
            chunk = view[low : low + CHUNK]
            if _is_zero(base + low, chunk):
                continue
            digest = blake3.blake3(chunk).digest()
            digests[(at + low - leaf_start) // CHUNK] = digest
            self._sort_out(digest, chunk, fresh)
        return fresh

    def _sort_out(self, digest: bytes, chunk: memoryview, fresh: Fresh) -> None:
        with self.lock:
            self.draft.occupied += CHUNK
            for place in self._left:
                if place.lacks(digest):
                    fresh.setdefault(place, []).append((digest, chunk))

    # -- draft and manifest

    def _finished(self, first: int) -> dict[str, bytes]:
        """Leaves by id; the offset is where the next slice starts."""
        found = {}
        for number in sorted(self.leaves):
            content = self.leaves[number]
            if content:
                id_ = blake3.blake3(content).hexdigest()
                self.draft.leaves.append((number, id_))
                found[id_] = content
        self.draft.offset = min((first + len(self.leaves)) * LEAF_BYTES, self.source.virtual_size)
        return found

    def _finish(self, leaves: dict[str, bytes]) -> str:
        numbers = tuple((number, bytes.fromhex(id_)) for number, id_ in self.draft.leaves)
        root = manifest.Root(self.source.virtual_size, self.draft.occupied, numbers)
        self.each(lambda place: place.finish(leaves, root))
        self.each(lambda place: place.held.storage.delete(place.name))
        return root.id

    def _answer(self, manifest_id: str) -> Ingested:
        own = [place.draft for place in self.places if not place.is_guest]
        return Ingested(
            manifest_id,
            self.draft.offset,
            self.draft.occupied,
            sum(draft.written for draft in own),
            sum(draft.reused for draft in own),
            tuple(place.given for place in self.places if place.is_guest),
        )


def _is_zero(address: int, chunk: memoryview) -> bool:
    return chunk[0] == 0 and not libc.memcmp(address, address + 1, len(chunk) - 1)
