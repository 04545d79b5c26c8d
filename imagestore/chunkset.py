"""One deep copy's place: packs and their merged index, manifests, drafts, proofs, quarantine."""

import json
from collections.abc import Sequence
from datetime import datetime

import blake3
import numpy as np

from imagestore import manifest, pack
from imagestore.errors import ChunkDamaged, ChunkMissing, ManifestMissing, ObjectMissing
from imagestore.storage import Storage

DIGESTS = np.dtype([("key", ">u8"), ("rest", "V24")])


class ChunkSet:
    """What a set of packs holds, as its indexes say; `refresh` reads them again."""

    def __init__(self, storage: Storage, pack_size: int = pack.PACK_SIZE) -> None:
        self.storage, self.pack_size = storage, pack_size
        self.refresh()

    def refresh(self) -> None:
        indexes = [s.name for s in self.storage.list("packs") if s.name.endswith(".idx")]
        self.packs = [name.removesuffix(".idx") + ".pack" for name in indexes]
        parts = [pack.parse_index(self.storage.read(name), name) for name in indexes]
        empty = np.zeros(0, pack.ENTRY)
        entries = np.concatenate([empty, *parts])
        owners = np.repeat(np.arange(len(parts), dtype=np.uint32), [len(p) for p in parts])
        keep = ~self._quarantined(entries, owners)
        order = np.argsort(entries["key"][keep], kind="stable")
        self.entries, self.owners = entries[keep][order], owners[keep][order]
        self.keys = self.entries["key"].astype(np.uint64)
        self.offsets, self.lengths = self.entries["offset"], self.entries["length"]

    # -- chunks

    def find(self, digest: bytes) -> int:
        """The entry of a chunk, or -1."""
        key = np.uint64(int.from_bytes(digest[:8], "big"))
        at = int(self.keys.searchsorted(key))
        while at < len(self.keys) and self.keys[at] == key:
            if self.entries["rest"][at].tobytes() == digest[8:]:
                return at
            at += 1
        return -1

    def require(self, digest: bytes) -> int:
        at = self.find(digest)
        if at < 0:
            raise ChunkMissing(f"Chunk {digest.hex()} is not in this copy.")
        return at

    def missing(self, digests: Sequence[bytes]) -> list[bytes]:
        """Those not held, each once, in order."""
        if not digests:
            return []
        wanted = np.frombuffer(b"".join(digests), DIGESTS)["key"].astype(np.uint64)
        maybe = np.isin(wanted, self.keys)
        found = [d for d, m in zip(digests, maybe, strict=True) if not m or self.find(d) < 0]
        return list(dict.fromkeys(found))

    def read(self, digest: bytes, buffer: memoryview) -> memoryview:
        """The verified bytes of a chunk, in `buffer`. Raises ChunkMissing, ChunkDamaged."""
        return self.read_run([digest], buffer)

    def read_run(self, digests: Sequence[bytes], buffer: memoryview) -> memoryview:
        """The verified bytes of chunks that lie one after another in a pack, with one read.

        Raises ChunkMissing when one is not held or they do not lie so; ChunkDamaged.
        """
        name, offset, ends = self._run(digests)
        view = buffer[: ends[-1]]
        got = self.storage.read_into(name, offset, view)
        start = 0
        for digest, end in zip(digests, ends, strict=True):
            if got < end or blake3.blake3(view[start:end]).digest() != digest:
                raise ChunkDamaged(
                    f"Chunk {digest.hex()} in {name} at byte {offset + start} is damaged."
                )
            start = end
        return view

    def _run(self, digests: Sequence[bytes]) -> tuple[str, int, list[int]]:
        """The pack, where in it the first chunk begins, and where each ends after that; bytes."""
        first = self.require(digests[0])
        owner, offset = self.owners[first], int(self.offsets[first])
        end, ends = offset, []
        for digest in digests:
            at = self.require(digest)
            if self.owners[at] != owner or self.offsets[at] != end:
                raise ChunkMissing(f"Chunk {digest.hex()} does not lie behind the one before it.")
            end += int(self.lengths[at])
            ends.append(end - offset)
        return self.packs[owner], offset, ends

    # -- manifests

    def root(self, id_: str) -> manifest.Root:
        try:
            return manifest.parse_root(self.storage.read(f"manifests/{id_}"), id_)
        except ObjectMissing as error:
            raise ManifestMissing(f"This copy has no manifest {id_}.") from error

    def has_root(self, id_: str) -> bool:
        return self.storage.exists(f"manifests/{id_}")

    def leaf(self, id_: bytes) -> list[bytes]:
        return manifest.parse_leaf(self.storage.read(f"leaves/{id_.hex()}"), id_)

    def put(self, name: str, content: bytes) -> None:
        """Store an object named by its content, once."""
        if not self.storage.exists(name):
            sink = self.storage.create(name)
            sink.write([content])
            sink.commit()

    # -- damage and proof

    def _quarantined(self, entries: np.ndarray, owners: np.ndarray) -> np.ndarray:
        """Entries that were found damaged: (pack, digest) named in quarantine/."""
        bad = np.zeros(len(entries), bool)
        named = {name: number for number, name in enumerate(self.packs)}
        for stored in self.storage.list("quarantine"):
            record = json.loads(self.storage.read(stored.name))
            number = named.get(record["pack"])
            if number is None:
                continue
            digest = bytes.fromhex(record["digest"])
            key = int.from_bytes(digest[:8], "big")
            bad |= (owners == number) & (entries["key"] == key)
        return bad

    def quarantine(self, name: str, digest: bytes) -> None:
        """Stop offering this chunk from the pack that has it damaged; `refresh` makes it so."""
        label = f"quarantine/{name.removeprefix('packs/').removesuffix('.pack')}-{digest.hex()}"
        self.put(label, json.dumps({"pack": name, "digest": digest.hex()}).encode())

    def proven_at(self, pack_name: str) -> datetime | None:
        try:
            return datetime.fromisoformat(self.storage.read(_proof(pack_name)).decode())
        except ObjectMissing:
            return None

    def write_proof(self, pack_name: str, at: datetime) -> None:
        sink = self.storage.create(_proof(pack_name))
        sink.write([at.isoformat().encode()])
        sink.commit()


def digest_of(entry: np.void) -> bytes:
    return int(entry["key"]).to_bytes(8, "big") + bytes(entry["rest"].tobytes())


def _proof(pack_name: str) -> str:
    return pack_name.replace("packs/", "proofs/").removesuffix(".pack")
