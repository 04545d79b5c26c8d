"""Which chunk lies where in a set: the indexes of its packs, most of them merged into one file.

The merged file is mapped, not read, so that opening a set of many packs costs little more than
listing them. It is a cache on the machine's own disk, made of what the packs' indexes say;
who deletes it loses nothing.

File, little-endian: magic, version, number of packs, number of chunks; the first eight bytes of
every digest as a number, ascending; as many rows; the packs' names; the BLAKE3 of all before it.
"""

import errno
import logging
import mmap
import os
import struct
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import blake3
import numpy as np

from imagestore.errors import ObjectDamaged

logger = logging.getLogger(__name__)

MAGIC = b"SIGMIDX\0"
VERSION = 1
HEAD = struct.Struct("<8sIIQ")
DIGESTS = np.dtype([("key", ">u8"), ("rest", "V24")])
PLACE = ["rest", "offset", "length", "codec"]
ROW = np.dtype(
    [("rest", "V24"), ("offset", "<u8"), ("length", "<u4"), ("codec", "<u2"), ("owner", "<u4")]
)
SEAL = 32
LOOSE = 64  # as many packs, or a sixteenth of all, may be outside of the merged file
BATCH = 2048  # packs merged at once
PART = 1 << 16  # chunks sorted at once
LEFT = 3600.0  # seconds after which a file that is being written has been left

Read = Callable[[str], np.ndarray]
_sound: set[tuple[int, int, int]] = set()  # merged files whose seal this process has checked


class Location(NamedTuple):
    """Where a chunk lies; bytes."""

    pack: str
    offset: int
    length: int
    codec: int


class Table:
    """The chunks of some packs by the first eight bytes of their digests, in memory or mapped."""

    def __init__(self, packs: Sequence[str], keys: np.ndarray, rows: np.ndarray) -> None:
        self.packs, self.keys, self.rows = packs, keys, rows
        self.alive = np.ones(len(packs), bool)

    def keep(self, packs: Collection[str]) -> None:
        """Offer nothing of packs that are not among these."""
        self.alive = np.fromiter((name in packs for name in self.packs), bool, len(self.packs))

    def matches(self, digest: bytes) -> Iterator[Location]:
        """Where the chunk lies: once, or more often when two workers wrote it at a time."""
        key = np.uint64(int.from_bytes(digest[:8], "big"))
        at = int(self.keys.searchsorted(key))
        while at < len(self.keys) and self.keys[at] == key:
            rest, offset, length, codec, owner = self.rows[at].item()
            if rest == digest[8:] and self.alive[owner]:
                yield Location(self.packs[owner], offset, length, codec)
            at += 1

    def compare(self, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of each of these DIGESTS: whether it may be among the chunks, whether it surely is."""
        if not len(self.keys):
            return np.zeros(len(wanted), bool), np.zeros(len(wanted), bool)
        keys = wanted["key"].astype(np.uint64)
        at = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        maybe = self.keys[at] == keys
        rows = self.rows[at]
        return maybe, maybe & (rows["rest"] == wanted["rest"]) & self.alive[rows["owner"]]

    def living(self, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """Keys and rows between these that are of packs which are there."""
        keys, rows = self.keys[start:end], self.rows[start:end]
        alive = self.alive[rows["owner"]]
        return keys[alive], rows[alive]


def table_of(packs: Sequence[str], read: Read) -> Table:
    """In memory, from the packs' own indexes."""
    parts = [read(name) for name in packs]
    keys = np.concatenate([np.zeros(0, np.uint64), *(part["key"] for part in parts)])
    rows = np.zeros(len(keys), ROW)
    for field in PLACE:
        rows[field] = np.concatenate([rows[field][:0], *(part[field] for part in parts)])
    rows["owner"] = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    order = np.argsort(keys, kind="stable")
    return Table(packs, keys[order], rows[order])


def tables_of(packs: Sequence[str], read: Read, file: Path | None) -> list[Table]:
    """All chunks of these packs: those in the merged `file`, brought up to date, and the others.

    `read` gives the index of a pack. Without a file, all are in memory.
    """
    if file is None:
        return [table_of(packs, read)]
    try:
        merged, loose = _merged(packs, read, file)
    except OSError as error:
        logger.warning("The merged index %s cannot be kept: %s.", file, error.strerror)
        return [table_of(packs, read)]
    return [merged, table_of(loose, read)]


def _merged(packs: Sequence[str], read: Read, file: Path) -> tuple[Table, list[str]]:
    """The merged file, and the packs that are not in it."""
    merged = load(file) or table_of([], read)
    wanted, known = set(packs), set(merged.packs)
    loose = [name for name in packs if name not in known]
    merged.keep(wanted)
    while _is_due(merged, loose):
        merged = merge([merged, table_of(loose[:BATCH], read)], file)
        loose = loose[BATCH:]
    return merged, loose


def _is_due(merged: Table, loose: Sequence[str]) -> bool:
    total = len(merged.packs)
    gone = total - int(merged.alive.sum())
    return len(loose) > max(LOOSE, total // 16) or gone > max(LOOSE, total // 4)


def merge(tables: Sequence[Table], file: Path) -> Table:
    """Write what is there of these as one file, whole or not at all, and map it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _clear(file)
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    try:
        _write(tables, draft)
        merged = load(draft)  # and not what another process may have put there meanwhile
        if merged is None:
            raise OSError(errno.EIO, "What was written does not read back")
        os.replace(draft, file)
        return merged
    finally:
        draft.unlink(missing_ok=True)


def _clear(file: Path) -> None:
    """What killed processes left; no merging takes so long."""
    for left in file.parent.glob(f".{file.name}.*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT:
                left.unlink()


def _write(tables: Sequence[Table], draft: Path) -> None:
    packs = [name for t in tables for name, alive in zip(t.packs, t.alive, strict=True) if alive]
    count = sum(int(table.alive[table.rows["owner"]].sum()) for table in tables)
    keys_at, rows_at = HEAD.size, HEAD.size + 8 * count
    with draft.open("xb") as opened:
        opened.write(HEAD.pack(MAGIC, VERSION, len(packs), count))
        for keys, rows in _parts(tables, count):
            opened.seek(keys_at)
            keys_at += opened.write(keys)
            opened.seek(rows_at)
            rows_at += opened.write(rows)
        opened.write("\n".join(packs).encode())
        opened.flush()
        opened.write(blake3.blake3().update_mmap(draft).digest())


def _parts(tables: Sequence[Table], count: int) -> Iterator[tuple[bytes, bytes]]:
    """Keys and rows in order, some at a time: digests are spread evenly over all numbers."""
    parts = count // PART + 1
    edges = np.array([(number << 64) // parts for number in range(parts)], np.uint64)
    bounds = [[*table.keys.searchsorted(edges), len(table.keys)] for table in tables]
    numbers = _renumbered(tables)
    for part in range(parts):
        found = [t.living(b[part], b[part + 1]) for t, b in zip(tables, bounds, strict=True)]
        keys = np.concatenate([keys for keys, _ in found])
        rows = np.concatenate([rows for _, rows in found])
        owners = [new[rows["owner"]] for new, (_, rows) in zip(numbers, found, strict=True)]
        rows["owner"] = np.concatenate(owners)
        order = np.argsort(keys, kind="stable")
        yield keys[order].tobytes(), rows[order].tobytes()


def _renumbered(tables: Sequence[Table]) -> list[np.ndarray]:
    """Of each table, the new numbers of its packs when those that are gone are left out."""
    ends = np.cumsum([0, *(table.alive.sum() for table in tables)])
    return [end + np.cumsum(t.alive) - 1 for end, t in zip(ends[:-1], tables, strict=True)]


def load(file: Path) -> Table | None:
    """The merged file, mapped; None when there is none, or none that is whole."""
    try:
        with file.open("rb") as opened:
            facts = os.fstat(opened.fileno())
            whole = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
        _check(whole, (facts.st_ino, facts.st_mtime_ns, facts.st_size))
        return _read(whole)
    except FileNotFoundError:
        return None
    except (ValueError, ObjectDamaged) as error:
        logger.warning("The merged index %s is made anew: %s", file, error)
        return None


def _read(whole: memoryview) -> Table:
    _, _, packs, count = HEAD.unpack_from(whole)
    rows_at = HEAD.size + 8 * count
    keys = np.frombuffer(whole, np.uint64, count, HEAD.size)
    rows = np.frombuffer(whole, ROW, count, rows_at)
    said = bytes(whole[rows_at + rows.nbytes : -SEAL]).decode()
    names = said.split("\n") if said else []
    if len(names) != packs:
        raise ObjectDamaged("it does not name as many packs as it says.")
    return Table(names, keys, rows)


def _check(whole: memoryview, identity: tuple[int, int, int]) -> None:
    """That it is exactly what was written; looked at once per file and process."""
    if identity in _sound:
        return
    if len(whole) < HEAD.size + SEAL or blake3.blake3(whole[:-SEAL]).digest() != whole[-SEAL:]:
        raise ObjectDamaged("its checksum does not match.")
    if HEAD.unpack_from(whole)[:2] != (MAGIC, VERSION):
        raise ObjectDamaged("it is of another release.")
    _sound.add(identity)
