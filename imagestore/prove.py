"""Read back from the disk, past every cache, and hash again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import blake3

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
    sizes = {name: held.packs[name] for name in open_packs}
    checked: list[int] = []
    damaged: list[Damage] = []

    def names() -> Iterator[str]:
        for count, name in enumerate(open_packs):
            if count and budget.is_spent:
                return
            budget.spend(sizes[name])
            yield name

    def work(items: Iterator[str]) -> None:
        for name in items:
            found = _check_pack(held, name, report)
            for damage in found:  # before the receipt, lest a kill between them hides the damage
                held.quarantine(damage.pack, bytes.fromhex(damage.digest))
            held.write_proof(name, now)
            damaged.extend(found)
            checked.append(sizes[name])

    in_threads(names(), threads, work)
    if damaged:
        held.refresh()
    return Proof(sum(checked), sum(sizes.values()) - sum(checked), tuple(damaged))


def _unproven(manifest_id: str, held: ChunkSet, oldest: datetime) -> list[str]:
    """Packs that the manifest stands in and that were not proven since `oldest`."""
    digests = [digest for _, digest in chunks_of(held.root(manifest_id), [held])]
    names = sorted({held.locate(digest).pack for digest in digests})
    return [name for name in names if (held.proven_at(name) or EVER) < oldest]


def _check_pack(held: ChunkSet, name: str, report: Report) -> list[Damage]:
    """Every chunk of one pack, in the order it lies on the disk."""
    entries = held.entries(name)
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
