"""Writes chunks into packs of one set; each worker thread has its own."""

import uuid
from collections.abc import Sequence

from imagestore import pack
from imagestore.chunkset import ChunkSet
from imagestore.storage import Sink


class PackWriter:
    """A pack counts once its index exists, and the index is written after the pack is durable."""

    def __init__(self, target: ChunkSet) -> None:
        self.target = target
        self.sink: Sink | None = None
        self._open()

    def _open(self) -> None:
        self.name, self.size = uuid.uuid4().hex, 0
        self.digests: list[bytes] = []
        self.lengths: list[int] = []

    def write(self, chunks: Sequence[tuple[bytes, memoryview]]) -> None:
        if not chunks:
            return
        if self.sink is None:
            self.sink = self.target.storage.create(f"packs/{self.name}.pack")
        self.sink.write([view for _, view in chunks])
        for digest, view in chunks:
            self.digests.append(digest)
            self.lengths.append(len(view))
            self.size += len(view)
        if self.size >= self.target.pack_size:
            self.close()

    def close(self) -> None:
        if self.sink is None:
            return
        self.sink.commit()
        index = self.target.storage.create(f"packs/{self.name}.idx")
        index.write([pack.build_index(self.digests, self.lengths)])
        index.commit()
        self.sink = None
        self._open()

    def abort(self) -> None:
        if self.sink is not None:
            self.sink.abort()
            self.sink = None
