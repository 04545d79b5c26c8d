"""Free what no manifest needs. Plan first, look at the plan, then execute it alone on the set."""

import mmap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from imagestore.chunkset import ChunkSet, digest_of
from imagestore.errors import ObjectMissing
from imagestore.index import DIGESTS
from imagestore.manifest import CHUNK
from imagestore.places import read_draft
from imagestore.writer import PackWriter

REWRITE_BELOW = 0.6  # a pack with less than this part of it alive is written anew


@dataclass(frozen=True)
class PrunePlan:
    """What would go. Sizes in bytes."""

    delete: tuple[str, ...]  # packs without a live chunk
    rewrite: tuple[str, ...]  # packs of which a small part is live
    objects: tuple[str, ...]  # manifests, leaves, drafts and leftovers
    freed: int

    @property
    def is_empty(self) -> bool:
        return not (self.delete or self.rewrite or self.objects)


def plan_prune(
    held: ChunkSet, roots: Iterable[str], *, drafts: Iterable[str] = (), grace: timedelta
) -> PrunePlan:
    """What the `roots` (manifest ids) and `drafts` (names being written) do not need.

    Nothing younger than `grace` is touched: it may belong to work that has not ended.
    """
    roots, drafts, oldest = set(roots), set(drafts), grace.total_seconds()
    keys, leaves = _live(held, roots, drafts)
    delete, rewrite, freed = [], [], 0
    ages = {stored.name: stored.age for stored in held.storage.list("packs")}
    for name in held.packs:
        if ages.get(name, 0) < oldest:
            continue
        alive = int(_living(held.entries(name), keys)["length"].sum())
        if not alive:
            delete.append(name)
        elif alive < REWRITE_BELOW * held.storage.size(name):
            rewrite.append(name)
        else:
            continue
        freed += held.storage.size(name) - alive
    objects = list(_orphans(held, roots, leaves, drafts, ages, oldest))
    return PrunePlan(tuple(delete), tuple(rewrite), tuple(objects), freed)


def execute_prune(
    held: ChunkSet,
    roots: Callable[[], Iterable[str]],
    *,
    drafts: Callable[[], Iterable[str]] = tuple,
    grace: timedelta,
) -> PrunePlan:
    """Plan again under the exclusive lock, then do it. Raises StoreBusy when the set is in use.

    A chunk is durable in its new pack before its old one goes; a kill leaves it in both.
    """
    with held.storage.lock(exclusive=True):
        held.refresh()
        wanted, written = set(roots()), set(drafts())
        plan = plan_prune(held, wanted, drafts=written, grace=grace)
        keys, _ = _live(held, wanted, written)
        for name in plan.rewrite:
            _rewrite(held, name, keys)
        for name in plan.objects:
            held.storage.delete(name)
        for name in (*plan.delete, *plan.rewrite):
            _delete_pack(held, name)
        held.refresh()
    return plan


def _live(held: ChunkSet, roots: set[str], drafts: set[str]) -> tuple[np.ndarray, set[str]]:
    """Keys of the chunks, ascending, and names of the leaves that roots and drafts need."""
    needed = {leaf for id_ in roots if held.has_root(id_) for _, leaf in held.root(id_).leaves}
    for name in drafts:
        needed |= {bytes.fromhex(id_) for _, id_ in read_draft(held.storage, _draft(name)).leaves}
    keys = [np.zeros(0, np.uint64), *(_keys(held.leaf(leaf)) for leaf in sorted(needed))]
    return np.unique(np.concatenate(keys)), {f"leaves/{leaf.hex()}" for leaf in needed}


def _keys(digests: list[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(digests), DIGESTS)["key"].astype(np.uint64)


def _draft(name: str) -> str:
    return f"drafts/{name}"


def _orphans(
    held: ChunkSet,
    roots: set[str],
    leaves: set[str],
    drafts: set[str],
    packs: dict[str, float],
    oldest: float,
) -> Iterable[str]:
    kept = {f"manifests/{id_}" for id_ in roots} | leaves | {_draft(name) for name in drafts}
    for folder in ("manifests", "leaves", "drafts", "tmp"):
        for stored in held.storage.list(folder):
            if stored.age >= oldest and stored.name not in kept:
                yield stored.name
    for name, age in packs.items():
        # A pack without an index was never finished; it does not count.
        if name.endswith(".pack") and name.removesuffix(".pack") + ".idx" not in packs:
            if age >= oldest:
                yield name


def _living(entries: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Those whose key is among these, which are ascending."""
    own = entries["key"].astype(np.uint64)
    at = keys.searchsorted(own)
    return entries[at < keys.searchsorted(own, side="right")]


def _rewrite(held: ChunkSet, name: str, keys: np.ndarray) -> None:
    writer = PackWriter(held)
    for entry in _living(held.entries(name), keys):
        buffer = memoryview(mmap.mmap(-1, CHUNK))
        digest = digest_of(entry)
        writer.write([(digest, held.read(digest, buffer))])
    writer.close()


def _delete_pack(held: ChunkSet, name: str) -> None:
    """The index first: without it the pack does not count."""
    stem = name.removesuffix(".pack")
    proof = stem.replace("packs/", "proofs/")
    for object_ in (f"{stem}.idx", name, proof):
        try:
            held.storage.delete(object_)
        except ObjectMissing:
            continue
