"""Writes chunks into packs of one set; each worker thread has its own."""

import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import Future

from imagestore import pack
from imagestore.chunkset import ChunkSet
from imagestore.storage import Sink
from imagestore.work import aside


class PackWriter:
    """A pack counts once its index exists, and the index is written after the pack is durable.

    A full pack is made durable aside while the next one is filled, and only one at a time: a kill
    costs no more than two.
    """

    def __init__(self, target: ChunkSet) -> None:
        self.target = target
        self.sink: Sink | None = None
        self.committing: Future[None] | None = None
        self.lock = threading.RLock()  # who gives up waits until nobody writes any more
        self._open()

    def _open(self) -> None:
        self.name, self.size = uuid.uuid4().hex, 0
        self.digests: list[bytes] = []
        self.lengths: list[int] = []

    def write(self, chunks: Sequence[tuple[bytes, memoryview]]) -> None:
        with self.lock:
            self._append(chunks)
            if self.size >= self.target.pack_size:
                self._commit_aside()

    def _append(self, chunks: Sequence[tuple[bytes, memoryview]]) -> None:
        if not chunks:
            return
        if self.sink is None:
            self.sink = self.target.storage.create(f"packs/{self.name}.pack")
        self.sink.write([view for _, view in chunks])
        for digest, view in chunks:
            self.digests.append(digest)
            self.lengths.append(len(view))
            self.size += len(view)

    def close(self) -> None:
        """All that was written is durable and counts."""
        with self.lock:
            self._commit_aside()
            self._settle()

    def _commit_aside(self) -> None:
        self._settle()
        if self.sink is None:
            return
        sink, name = self.sink, f"packs/{self.name}.idx"
        index = pack.build_index(self.digests, self.lengths)
        self.sink = None
        self._open()
        self.committing = aside(lambda: self._commit(sink, name, index))

    def _commit(self, sink: Sink, name: str, index: bytes) -> None:
        sink.commit()
        entry = self.target.storage.create(name)
        entry.write([index])
        entry.commit()

    def _settle(self) -> None:
        if self.committing is not None:
            committing, self.committing = self.committing, None
            committing.result()

    def abort(self) -> None:
        """Drop the open pack; one that is being made durable still counts."""
        with self.lock:
            if self.sink is not None:
                self.sink.abort()
                self.sink = None
            if self.committing is not None:
                committing, self.committing = self.committing, None
                committing.exception()
