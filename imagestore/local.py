"""A folder as a store."""

import errno
import fcntl
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from imagestore.errors import ObjectMissing, StoreBusy, StoreFull, StoreUnavailable
from imagestore.storage import Stored, checked

IOV_MAX = 512
FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn the operating system's errors into ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise ObjectMissing(f"{what}: there is no such object.") from error
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull(f"{what}: the store is full. Free or add space, then retry.") from error
        raise StoreUnavailable(f"{what}: {error.strerror}.") from error


class LocalStorage:
    """Objects as files; written under a temporary name, synced, then renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._handles: dict[str, int] = {}

    def __del__(self) -> None:
        for handle in self._handles.values():
            os.close(handle)

    def create(self, name: str) -> "LocalSink":
        with explained(f"Writing {name}"):
            return LocalSink(self.root, checked(name))

    def read(self, name: str) -> bytes:
        with explained(f"Reading {name}"):
            return (self.root / checked(name)).read_bytes()

    def read_into(self, name: str, offset: int, buffer: memoryview) -> int:
        with explained(f"Reading {name}"):
            return os.preadv(self._handle(name), [buffer], offset)

    def size(self, name: str) -> int:
        with explained(f"Looking at {name}"):
            return (self.root / checked(name)).stat().st_size

    def exists(self, name: str) -> bool:
        with explained(f"Looking at {name}"):
            return (self.root / checked(name)).is_file()

    def list(self, prefix: str) -> Iterator[Stored]:
        folder, now = self.root / checked(prefix), time.time()
        with explained(f"Listing {prefix}"):
            if not folder.is_dir():
                return
            with os.scandir(folder) as entries:
                files = sorted(
                    (e for e in entries if e.is_file(follow_symlinks=False)), key=lambda e: e.name
                )
            for entry in files:
                facts = entry.stat()
                yield Stored(f"{prefix}/{entry.name}", facts.st_size, now - facts.st_mtime)

    def delete(self, name: str) -> None:
        with explained(f"Deleting {name}"):
            handle = self._handles.pop(checked(name), None)
            if handle is not None:
                os.close(handle)
            (self.root / name).unlink(missing_ok=True)

    def forget_cached(self, name: str) -> None:
        """The next read comes from the disk, not from memory."""
        with explained(f"Reading {name}"):
            os.posix_fadvise(self._handle(name), 0, 0, os.POSIX_FADV_DONTNEED)

    @contextmanager
    def lock(self, *, exclusive: bool) -> Iterator[None]:
        """Freed by the kernel when the process dies. Never waits: StoreBusy."""
        with explained("Locking the set"):
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
            try:
                fcntl.flock(handle, kind | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreBusy("The set is in use. Try again when that has ended.") from error
            yield
        finally:
            os.close(handle)

    def _handle(self, name: str) -> int:
        handle = self._handles.get(name)
        if handle is None:
            opened = os.open(self.root / checked(name), os.O_RDONLY)
            handle = self._handles.setdefault(name, opened)
            if handle != opened:  # another thread was first
                os.close(opened)
        return handle


class LocalSink:
    def __init__(self, root: Path, name: str) -> None:
        self.root, self.target = root, root / name
        self.draft = root / "tmp" / uuid.uuid4().hex
        self.draft.parent.mkdir(parents=True, exist_ok=True)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.handle = os.open(self.draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        leave_memory_alone(self.handle)

    def write(self, buffers: Sequence[memoryview | bytes]) -> None:
        with explained(f"Writing {self.target.name}"):
            for start in range(0, len(buffers), IOV_MAX):
                self._write_all(list(buffers[start : start + IOV_MAX]))

    def _write_all(self, buffers: list[memoryview | bytes]) -> None:
        """writev may write less than asked for."""
        while buffers:
            written = self._write_some(buffers)
            while buffers and written >= len(buffers[0]):
                written -= len(buffers.pop(0))
            if written:
                buffers[0] = memoryview(buffers[0])[written:]

    def _write_some(self, buffers: list[memoryview | bytes]) -> int:
        """Only whole blocks go straight to the disk; from the first other on, use memory."""
        try:
            return os.writev(self.handle, buffers)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
        fcntl.fcntl(self.handle, fcntl.F_SETFL, 0)
        return os.writev(self.handle, buffers)

    def commit(self) -> None:
        with explained(f"Writing {self.target.name}"):
            os.fsync(self.handle)
            os.close(self.handle)
            os.rename(self.draft, self.target)
            sync_folder(self.target.parent)

    def abort(self) -> None:
        os.close(self.handle)
        self.draft.unlink(missing_ok=True)


def leave_memory_alone(handle: int) -> None:
    """Write straight to the disk where the file system can.

    Six copies of a disk would push everything else out of memory, for bytes that are next read by
    a proof, past every cache; and finding and filling that memory is most of the work.
    """
    with suppress(OSError):
        fcntl.fcntl(handle, fcntl.F_SETFL, os.O_DIRECT)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
