"""The bytes of an upload: one file in the staging area of its region.

Only who holds the file's lock writes. The lock ends with the process, however it ends; a frozen
process keeps it, so that it can never write beside another one when it wakes.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from imagestore.errors import StoreUnavailable
from imagestore.local import sync_folder
from regions.errors import NoRoom, UploadBusy, UploadGone
from regions.models import Region, Upload
from regions.stores import load_marks, staging_folder

NAME = "disk"
PIECE = 1 << 20  # bytes in memory
ZEROS = bytes(PIECE)

logger = logging.getLogger(__name__)


class Stream(Protocol):
    """What sends the bytes; an empty piece means that no more will come."""

    def read(self, size: int, /) -> bytes: ...


def path_of(upload: Upload) -> Path:
    return staging_of(upload.region) / str(upload.guid) / NAME


def staging_of(region: Region) -> Path:
    load_marks()
    try:
        return staging_folder(region.name)
    except StoreUnavailable as error:
        raise NoRoom(str(error), code=error.code) from error


def make(upload: Upload) -> None:
    """An empty file, durable in its folder."""
    path = path_of(upload)
    try:
        path.parent.mkdir()
        path.touch(mode=0o600)
        sync_folder(path.parent)
        sync_folder(path.parent.parent)
    except OSError as error:
        raise NoRoom(f"The store of {upload.region} takes no files: {error.strerror}.") from error


def remove(upload: Upload) -> bool:
    """Whether nothing is left of it. A store that is away keeps what it has for now."""
    try:
        folder = path_of(upload).parent
    except NoRoom as error:
        logger.warning("The bytes of an upload stay for now: %s", error)
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


@contextmanager
def locked(upload: Upload) -> Iterator[int]:
    """The file, open, and nobody else's until the block ends."""
    file = _open(upload)
    try:
        _lock(upload, file)
        yield file
    finally:
        os.close(file)


def write(upload: Upload, file: int, stream: Stream, wanted: int) -> int:
    """How many bytes came and are durable. Pieces that are all zeros stay holes."""
    got = 0
    try:
        for piece in _pieces(stream, wanted):
            if piece != ZEROS[: len(piece)]:
                _write_at(file, piece, upload.offset + got)
            got += len(piece)
        os.ftruncate(file, upload.offset + got)
        os.fsync(file)
    except OSError as error:
        raise NoRoom(
            f"The store of {upload.region} could not keep the bytes: {error.strerror}. "
            f"{upload.offset:,} bytes of {upload} are safe; resume when there is room."
        ) from error
    return got


def _pieces(stream: Stream, wanted: int) -> Iterator[bytes]:
    """At most `wanted` bytes. A sender who goes away ends them; what came stays."""
    while wanted:
        try:
            piece = stream.read(min(PIECE, wanted))
        except OSError:
            logger.info("The sender of an upload went away.")
            return
        if not piece:
            return
        wanted -= len(piece)
        yield piece


def _write_at(file: int, piece: bytes, offset: int) -> None:
    view = memoryview(piece)
    while view:
        written = os.pwrite(file, view, offset)
        view, offset = view[written:], offset + written


def _open(upload: Upload) -> int:
    try:
        return os.open(path_of(upload), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise lost(upload) from error
    except OSError as error:
        raise NoRoom(f"The store of {upload.region} does not answer: {error.strerror}.") from error


def lost(upload: Upload) -> UploadGone:
    return UploadGone(
        f"What had arrived of {upload} is no longer in the store of {upload.region}. "
        "Choose the file again to start anew."
    )


def _lock(upload: Upload, file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UploadBusy(
            f"Another request is sending {upload} right now. To take over, pause it where it runs."
        ) from error
