"""Read a disk once, cut it into chunks, hash them, and write what each target lacks."""

import ctypes
import json
import mmap
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

import blake3

from imagestore import manifest
from imagestore.budget import Budget, Report, quiet
from imagestore.chunkset import ChunkSet
from imagestore.errors import ObjectMissing
from imagestore.formats import Disk
from imagestore.manifest import CHUNK, LEAF, ZERO
from imagestore.storage import Storage
from imagestore.work import in_threads
from imagestore.writer import PackWriter

BATCH = 16  # chunks read at once: 4 MiB
LEAF_BYTES = CHUNK * LEAF
libc = ctypes.CDLL(None)
libc.memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]


@dataclass
class Draft:
    """What earlier slices stored; sizes in bytes, counted over all targets and slices."""

    offset: int = 0
    occupied: int = 0
    written: int = 0
    reused: int = 0
    leaves: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Ingested:
    """After one slice. `manifest_id` is empty until the whole disk is stored."""

    manifest_id: str
    offset: int
    occupied: int
    written: int
    reused: int

    @property
    def done(self) -> bool:
        return bool(self.manifest_id)


def ingest(
    source: Disk, targets: Sequence[ChunkSet], *, draft: str, budget: Budget | None = None,
    report: Report = quiet, threads: int = 2,
) -> Ingested:  # fmt: skip
    """One slice. Call again with the same `draft` until it is done; a kill costs open packs."""
    return Ingest(source, targets, draft, threads, report).run(budget or Budget())


class Ingest:
    def __init__(
        self, source: Disk, targets: Sequence[ChunkSet], draft: str, threads: int, report: Report
    ) -> None:
        self.source, self.targets, self.threads, self.report = source, targets, threads, report
        self.name = f"drafts/{draft}"
        self.draft = self._load()
        self.lock = threading.Lock()
        self.claimed: list[set[bytes]] = [set() for _ in targets]
        self.leaves: dict[int, bytes] = {}  # joined digests; empty for nothing but zeros

    def run(self, budget: Budget) -> Ingested:
        last = -(-self.source.virtual_size // LEAF_BYTES)
        first = self.draft.offset // LEAF_BYTES
        in_threads(self._leaf_numbers(first, last, budget), self.threads, self._work)
        self._keep(first)
        if self.draft.offset < self.source.virtual_size:
            self._save()
            return self._answer("")
        return self._answer(self._finish())

    def _leaf_numbers(self, first: int, last: int, budget: Budget) -> Iterator[int]:
        for number in range(first, last):
            if number > first and budget.is_spent:
                return
            start = number * LEAF_BYTES
            end = min(start + LEAF_BYTES, self.source.virtual_size)
            budget.spend(sum(length for _, length in self._batches(start, end)))
            yield number

    def _work(self, numbers: Iterator[int]) -> None:
        buffer = mmap.mmap(-1, BATCH * CHUNK)
        writers = [PackWriter(target) for target in self.targets]
        try:
            for number in numbers:
                self.leaves[number] = self._leaf(number, buffer, writers)
            for writer in writers:
                writer.close()
        finally:
            for writer in writers:
                writer.abort()

    def _leaf(self, number: int, buffer: mmap.mmap, writers: list[PackWriter]) -> bytes:
        start = number * LEAF_BYTES
        end = min(start + LEAF_BYTES, self.source.virtual_size)
        digests = [ZERO] * -(-(end - start) // CHUNK)
        for at, length in self._batches(start, end):
            self._batch(at, length, buffer, writers, digests, start)
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
        self, at: int, length: int, buffer: mmap.mmap, writers: list[PackWriter],
        digests: list[bytes], leaf_start: int,
    ) -> None:  # fmt: skip
        view = memoryview(buffer)[:length]
        self.source.read_into(at, view)
        base = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
        fresh: list[list[tuple[bytes, memoryview]]] = [[] for _ in writers]
        for low in range(0, length, CHUNK):
            chunk = view[low : low + CHUNK]
            if _is_zero(base + low, chunk):
                continue
            digest = blake3.blake3(chunk).digest()
            digests[(at + low - leaf_start) // CHUNK] = digest
            self._sort_out(digest, chunk, fresh)
        for writer, chunks in zip(writers, fresh, strict=True):
            writer.write(chunks)

    def _sort_out(
        self, digest: bytes, chunk: memoryview, fresh: list[list[tuple[bytes, memoryview]]]
    ) -> None:
        """Give the chunk to each target that lacks it, once, and count."""
        with self.lock:
            self.draft.occupied += CHUNK
            for target, claimed, new in zip(self.targets, self.claimed, fresh, strict=True):
                if digest in claimed or target.find(digest) >= 0:
                    self.draft.reused += CHUNK
                else:
                    claimed.add(digest)
                    new.append((digest, chunk))
                    self.draft.written += CHUNK

    # -- draft and manifest

    def _keep(self, first: int) -> None:
        """Store the finished leaves; the offset is where the next slice starts."""
        for number in sorted(self.leaves):
            content = self.leaves[number]
            if content:
                id_ = blake3.blake3(content).hexdigest()
                self.draft.leaves.append((number, id_))
                for target in self.targets:
                    target.put(f"leaves/{id_}", content)
        self.draft.offset = min((first + len(self.leaves)) * LEAF_BYTES, self.source.virtual_size)

    def _finish(self) -> str:
        leaves = tuple((number, bytes.fromhex(id_)) for number, id_ in self.draft.leaves)
        root = manifest.Root(self.source.virtual_size, self.draft.occupied, leaves)
        for target in self.targets:
            target.put(f"manifests/{root.id}", root.pack())
            target.refresh()
        for target in self.targets:
            target.storage.delete(self.name)
        return root.id

    def _load(self) -> Draft:
        """Every target must have it: what one lacks, an earlier slice did not write there."""
        drafts = [read_draft(target.storage, self.name) for target in self.targets]
        return min(drafts, key=lambda draft: draft.offset)

    def _save(self) -> None:
        content = json.dumps(asdict(self.draft)).encode()
        for target in self.targets:
            sink = target.storage.create(self.name)
            sink.write([content])
            sink.commit()
            target.refresh()

    def _answer(self, manifest_id: str) -> Ingested:
        d = self.draft
        return Ingested(manifest_id, d.offset, d.occupied, d.written, d.reused)


def read_draft(storage: Storage, name: str) -> Draft:
    try:
        return Draft(**json.loads(storage.read(name)))
    except ObjectMissing:
        return Draft()


def _is_zero(address: int, chunk: memoryview) -> bool:
    return chunk[0] == 0 and not libc.memcmp(address, address + 1, len(chunk) - 1)
