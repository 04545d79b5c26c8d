"""One deep copy's place: packs and their merged index, manifests, drafts, proofs, quarantine."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import blake3
import numpy as np

from imagestore import manifest, pack
from imagestore.errors import ChunkDamaged, ChunkMissing, ManifestMissing, ObjectMissing
from imagestore.index import DIGESTS, Location, tables_of
from imagestore.manifest import CHUNK
from imagestore.storage import Storage


class ChunkSet:
    """What a set of packs holds, as its indexes say; `refresh` looks again.

    `merged` is a file on this machine's disk where most of the indexes are kept as one.
    """

    def __init__(
        self, storage: Storage, pack_size: int = pack.PACK_SIZE, merged: Path | None = None
    ) -> None:
        self.storage, self.pack_size, self.merged = storage, pack_size, merged
        self.refresh()

    def refresh(self) -> None:
        """`packs`: those that count, and how many bytes of chunks each has."""
        indexes = [stored for stored in self.storage.list("packs") if stored.name.endswith(".idx")]
        self.packs = {
            stored.name.removesuffix(".idx") + ".pack": pack.count_of(stored.size) * CHUNK
            for stored in indexes
        }
        self.tables = tables_of(list(self.packs), self._index, self.merged)
        self.quarantined = self._quarantined()

    def _index(self, name: str) -> np.ndarray:
        index = name.removesuffix(".pack") + ".idx"
        return pack.parse_index(self.storage.read(index), index)

    # -- chunks

    def find(self, digest: bytes) -> Location | None:
        """Where it lies undamaged, as far as is known."""
        for table in self.tables:
            for found in table.matches(digest):
                if not self.quarantined or (found.pack, digest) not in self.quarantined:
                    return found
        return None

    def locate(self, digest: bytes) -> Location:
        found = self.find(digest)
        if found is None:
            raise ChunkMissing(f"Chunk {digest.hex()} is not in this copy.")
        return found

    def missing(self, digests: Sequence[bytes]) -> list[bytes]:
        """Those not held, each once, in order."""
        wanted = np.frombuffer(b"".join(digests), DIGESTS)
        maybe, surely = np.zeros((2, len(wanted)), bool)
        for table in self.tables:
            key, whole = table.compare(wanted)
            maybe, surely = maybe | key, surely | whole
        doubtful = {digest for _, digest in self.quarantined}

        def lacks(digest: bytes, maybe: bool, surely: bool) -> bool:
            if surely and digest not in doubtful:
                return False
            return not maybe or self.find(digest) is None

        found = zip(digests, maybe.tolist(), surely.tolist(), strict=True)
        return list(dict.fromkeys(facts[0] for facts in found if lacks(*facts)))

    def entries(self, name: str) -> np.ndarray:
        """What a pack's own index says, without what was found damaged, as it lies there."""
        found = self._index(name)
        found = found[np.argsort(found["offset"])]
        keep = [(name, digest_of(entry)) not in self.quarantined for entry in found]
        return found[keep]

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
        found = [self.locate(digest) for digest in digests]
        name, offset, *_ = found[0]
        end, ends = offset, []
        for digest, place in zip(digests, found, strict=True):
            if (place.pack, place.offset, place.codec) != (name, end, pack.PLAIN):
                raise ChunkMissing(f"Chunk {digest.hex()} does not lie behind the one before it.")
            end += place.length
            ends.append(end - offset)
        return name, offset, ends

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

    def _quarantined(self) -> set[tuple[str, bytes]]:
        """(pack, digest) of what was found damaged."""
        records = (
            json.loads(self.storage.read(stored.name)) for stored in self.storage.list("quarantine")
        )
        return {(record["pack"], bytes.fromhex(record["digest"])) for record in records}

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
