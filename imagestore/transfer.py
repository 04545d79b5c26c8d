"""Copy what targets lack of a manifest: read and verify each chunk once, write it where wanted."""

import mmap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from imagestore.budget import Budget, Report, quiet
from imagestore.chunkset import ChunkSet
from imagestore.errors import StoreError
from imagestore.manifest import CHUNK, LEAF, ZERO, Root
from imagestore.work import in_threads
from imagestore.writer import PackWriter

BATCH = 16


@dataclass(frozen=True)
class Transferred:
    """After one slice: bytes newly written, and bytes still lacking."""

    copied: int
    remaining: int

    @property
    def done(self) -> bool:
        return not self.remaining


def lacking(root: Root, sources: Sequence[ChunkSet], target: ChunkSet) -> list[bytes]:
    """Digests of the manifest that the target does not hold, in disk order."""
    return target.missing([digest for _, digest in chunks_of(root, sources)])


def lacking_bytes(manifest_id: str, sources: Sequence[ChunkSet], target: ChunkSet) -> int:
    """What a transfer would still have to bring."""
    return len(lacking(first_root(sources, manifest_id), sources, target)) * CHUNK


def transfer(
    manifest_id: str, sources: Sequence[ChunkSet], target: ChunkSet, *,
    budget: Budget | None = None, report: Report = quiet, threads: int = 2,
) -> Transferred:  # fmt: skip
    """One slice. The manifest is written last, so that it never promises what is not there."""
    budget = budget or Budget()
    root = first_root(sources, manifest_id)
    wanted = lacking(root, sources, target)
    copied = _copy(wanted, sources, target, budget, report, threads)
    target.refresh()
    remaining = len(wanted) * CHUNK - copied
    if not remaining:
        for _, id_ in root.leaves:
            target.put(f"leaves/{id_.hex()}", b"".join(first_leaf(sources, id_)))
        target.put(f"manifests/{manifest_id}", root.pack())
    return Transferred(copied, remaining)


def first_root(sources: Sequence[ChunkSet], manifest_id: str) -> Root:
    """The manifest from the first source that has it whole."""
    return _first(sources, lambda source: source.root(manifest_id))


def first_leaf(sources: Sequence[ChunkSet], id_: bytes) -> list[bytes]:
    return _first(sources, lambda source: source.leaf(id_))


def chunks_of(root: Root, sources: Sequence[ChunkSet]) -> Iterator[tuple[int, bytes]]:
    """(chunk number, digest) of every chunk that is not zeros, ascending."""
    for number, id_ in root.leaves:
        for place, digest in enumerate(first_leaf(sources, id_)):
            if digest != ZERO:
                yield number * LEAF + place, digest


def read_any(sources: Sequence[ChunkSet], digest: bytes, buffer: memoryview) -> memoryview:
    """The chunk from the first source that has it undamaged."""
    return _first(sources, lambda source: source.read(digest, buffer))


def _first[T](sources: Sequence[ChunkSet], ask: Callable[[ChunkSet], T]) -> T:
    """The answer of the first source that gives one; the last one's error when none does."""
    for source in sources[:-1]:
        try:
            return ask(source)
        except StoreError:
            continue
    return ask(sources[-1])


def _copy(
    wanted: list[bytes], sources: Sequence[ChunkSet], target: ChunkSet, budget: Budget,
    report: Report, threads: int,
) -> int:  # fmt: skip
    copied = [0]

    def groups() -> Iterator[list[bytes]]:
        for start in range(0, len(wanted), BATCH):
            if start and budget.is_spent:
                return
            group = wanted[start : start + BATCH]
            budget.spend(len(group) * CHUNK)
            yield group

    def work(items: Iterator[list[bytes]]) -> None:
        view = memoryview(mmap.mmap(-1, BATCH * CHUNK))
        writer = PackWriter(target)
        try:
            for group in items:
                slots = (view[n * CHUNK : (n + 1) * CHUNK] for n in range(len(group)))
                chunks = [(d, read_any(sources, d, s)) for d, s in zip(group, slots, strict=False)]
                writer.write(chunks)
                copied[0] += len(group) * CHUNK
                report(len(group) * CHUNK)
            writer.close()
        finally:
            writer.abort()

    in_threads(groups(), threads, work)
    return copied[0]
