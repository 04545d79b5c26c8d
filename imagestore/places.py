"""The targets of one pass over a disk: those it is for, and guests that come along.

A guest is written for as long as it keeps up. One that fails or is late is left as it is, and
neither fails nor holds up the pass.
"""

import json
from collections.abc import Mapping
from concurrent.futures import Future, wait
from dataclasses import asdict, dataclass, field, replace
from functools import partial

from imagestore import manifest
from imagestore.chunkset import ChunkSet
from imagestore.errors import ObjectMissing
from imagestore.manifest import CHUNK
from imagestore.storage import Storage
from imagestore.work import aside
from imagestore.writer import PackWriter

PATIENCE = 10.0  # seconds that a guest may be behind the others


@dataclass
class Draft:
    """What earlier slices stored in one target; sizes in bytes."""

    offset: int = 0
    occupied: int = 0
    written: int = 0
    reused: int = 0
    leaves: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What one guest has of the disk; `sent` in this slice, the others in all. Bytes.

    It is whole, or lost, or goes on with the next slice.
    """

    written: int
    reused: int
    sent: int
    is_whole: bool
    is_lost: bool


class Place:
    """One target during a slice."""

    def __init__(self, held: ChunkSet, draft: str, *, is_guest: bool = False) -> None:
        self.held, self.name, self.is_guest = held, draft, is_guest
        self.is_lost = self.is_whole = False
        self.draft = Draft() if is_guest else read_draft(held.storage, draft)
        self.earlier = 0
        self.claimed: set[bytes] = set()

    def catch_up(self, base: Draft) -> None:
        """Go on from there. A guest that is not as far as the others is left out."""
        if self.is_guest:
            self.draft = read_draft(self.held.storage, self.name)
            if self.draft.offset != base.offset:
                raise ObjectMissing(f"{self.name} is not as far as the others.")
        elif self.draft.offset != base.offset:
            self.draft = replace(base)
        self.earlier = self.draft.written

    def lacks(self, digest: bytes) -> bool:
        """Whether it is to be given this chunk; counted either way."""
        if digest in self.claimed or self.held.find(digest):
            self.draft.reused += CHUNK
            return False
        self.claimed.add(digest)
        self.draft.written += CHUNK
        return True

    def keep(self, leaves: dict[str, bytes], draft: Draft) -> None:
        """The finished leaves, then how far it has come."""
        for id_, content in leaves.items():
            self.held.put(f"leaves/{id_}", content)
        own = replace(draft, written=self.draft.written, reused=self.draft.reused)
        sink = self.held.storage.create(self.name)
        sink.write([json.dumps(asdict(own)).encode()])
        sink.commit()
        self.held.refresh()

    def finish(self, leaves: dict[str, bytes], root: manifest.Root) -> None:
        for id_, content in leaves.items():
            self.held.put(f"leaves/{id_}", content)
        self.held.put(f"manifests/{root.id}", root.pack())
        self.held.refresh()
        self.is_whole = True

    @property
    def given(self) -> Given:
        draft = self.draft
        sent = draft.written - self.earlier
        whole = self.is_whole and not self.is_lost
        return Given(draft.written, draft.reused, sent, whole, self.is_lost)


Writers = Mapping[Place, PackWriter]
Fresh = dict[Place, list[tuple[bytes, memoryview]]]  # chunks that a target lacks


def write(writers: Writers, fresh: Fresh) -> bool:
    """To all targets at once; whether all have ended."""
    return settle({p: aside(partial(writers[p].write, chunks)) for p, chunks in fresh.items()})


def settle(started: Mapping[Place, Future[None]]) -> bool:
    """Wait for targets, and for guests at most `PATIENCE` longer. Whether all have ended."""
    own = [future for place, future in started.items() if not place.is_guest]
    wait(own)
    for future in own:
        future.result()
    late = wait(started.values(), PATIENCE).not_done
    for place, future in started.items():
        if place.is_guest and (future in late or future.exception()):
            place.is_lost = True
    return not late


def give_up(writers: Writers) -> None:
    """Drop what is still open; nobody waits for a guest that hangs."""
    for place, writer in writers.items():
        if place.is_lost:
            aside(writer.abort)
        else:
            writer.abort()


def read_draft(storage: Storage, name: str) -> Draft:
    try:
        return Draft(**json.loads(storage.read(name)))
    except ObjectMissing:
        return Draft()
