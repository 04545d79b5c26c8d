"""Read back from the disk, past every cache, and hash again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import blake3
import numpy as np

from imagestore.budget import Budget, Report, quiet
from imagestore.chunkset import ChunkSet, digest_of
from imagestore.errors import ObjectMissing
from imagestore.manifest import CHUNK
from imagestore.transfer import chunks_of
from imagestore.work import in_threads

EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Damage:
    """A chunk that is not what its name says, and where it lies."""

    digest: str
    pack: str
    offset: int


@dataclass(frozen=True)
class Proof:
    """After one slice; `checked` is bytes read back. Damaged chunks are no longer offered."""

    checked: int
    remaining: int
    damaged: tuple[Damage, ...]

    @property
    def done(self) -> bool:
        return not self.remaining


def prove(
    manifest_id: str, held: ChunkSet, *, now: datetime, max_age: timedelta = timedelta(0),
    since: datetime | None = None, budget: Budget | None = None, report: Report = quiet,
    threads: int = 2,
) -> Proof:  # fmt: skip
    """One slice: packs of this manifest without a proof younger than `max_age`.

    With `since`, a proof made at or after it counts however small `max_age` is, so that a full
    verification can go on where its last slice ended.
    """
    budget = budget or Budget()
    oldest = min(now - max_age, since or now)
    open_packs = _unproven(manifest_id, held, oldest)
    sizes = {owner: _bytes_of(held, owner) for owner in open_packs}
    checked: list[int] = []
    damaged: list[Damage] = []

    def owners() -> Iterator[int]:
        for count, owner in enumerate(open_packs):
            if count and budget.is_spent:
                return
            budget.spend(sizes[owner])
            yield owner

    def work(items: Iterator[int]) -> None:
        for owner in items:
            found = _check_pack(held, owner, report)
            for damage in found:  # before the receipt, lest a kill between them hides the damage
                held.quarantine(damage.pack, bytes.fromhex(damage.digest))
            held.write_proof(held.packs[owner], now)
            damaged.extend(found)
            checked.append(sizes[owner])

    in_threads(owners(), threads, work)
    if damaged:
        held.refresh()
    return Proof(sum(checked), sum(sizes.values()) - sum(checked), tuple(damaged))


def _unproven(manifest_id: str, held: ChunkSet, oldest: datetime) -> list[int]:
    """Packs that the manifest stands in and that were not proven since `oldest`."""
    digests = [digest for _, digest in chunks_of(held.root(manifest_id), [held])]
    owners = sorted({int(held.owners[held.require(digest)]) for digest in digests})
    return [o for o in owners if (held.proven_at(held.packs[o]) or EVER) < oldest]


def _bytes_of(held: ChunkSet, owner: int) -> int:
    return int(held.entries["length"][held.owners == owner].sum())


def _check_pack(held: ChunkSet, owner: int, report: Report) -> list[Damage]:
    """Every chunk of one pack, in the order it lies on the disk."""
    name = held.packs[owner]
    entries = held.entries[held.owners == owner]
    entries = entries[np.argsort(entries["offset"])]
    try:
        held.storage.forget_cached(name)
    except ObjectMissing:
        return [Damage(digest_of(entry).hex(), name, int(entry["offset"])) for entry in entries]
    buffer = memoryview(bytearray(CHUNK))
    found = []
    for entry in entries:
        digest = digest_of(entry)
        view = buffer[: int(entry["length"])]
        got = held.storage.read_into(name, int(entry["offset"]), view)
        if got != len(view) or blake3.blake3(view).digest() != digest:
            found.append(Damage(digest.hex(), name, int(entry["offset"])))
        report(len(view))
    return found
