"""The contract of every store."""

import errno
import fcntl
import mmap
import os

import pytest

from imagestore.errors import ObjectMissing, StoreBusy, StoreError
from imagestore.probe import probe


def put(storage, name, content=b"content"):
    sink = storage.create(name)
    sink.write([content])
    sink.commit()


def test_what_is_committed_is_read_back(storage):
    put(storage, "packs/a.pack", b"0123456789")
    buffer = bytearray(4)

    got = storage.read_into("packs/a.pack", 3, memoryview(buffer))

    assert (got, bytes(buffer)) == (4, b"3456")
    assert storage.read("packs/a.pack") == b"0123456789"
    assert storage.size("packs/a.pack") == 10


def test_an_object_that_was_not_committed_is_not_there(storage):
    storage.create("packs/a.pack").write([b"half"])

    assert not storage.exists("packs/a.pack")
    assert list(storage.list("packs")) == []


def test_many_buffers_arrive_in_order(storage):
    sink = storage.create("packs/a.pack")
    sink.write([bytes([number % 256]) * 3 for number in range(3000)])
    sink.commit()

    assert storage.read("packs/a.pack") == b"".join(bytes([n % 256]) * 3 for n in range(3000))


def test_whole_blocks_and_odd_lengths_arrive_alike(storage, odd_lengths_refused):
    block = memoryview(mmap.mmap(-1, 1 << 20))
    block[:] = os.urandom(len(block))
    sink = storage.create("packs/a.pack")

    sink.write([block])
    sink.write([block, b"odd"])
    sink.write([block])
    sink.commit()

    assert storage.read("packs/a.pack") == bytes(block) * 2 + b"odd" + bytes(block)


@pytest.fixture
def odd_lengths_refused(monkeypatch):
    """As a strict file system does with direct writes; the test's own may be lenient."""

    def strict(handle, buffers, writev=os.writev):
        if fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_DIRECT and sum(map(len, buffers)) % 512:
            raise OSError(errno.EINVAL, "odd")
        return writev(handle, buffers)

    monkeypatch.setattr(os, "writev", strict)


def test_a_list_is_sorted_and_of_one_folder(storage):
    for name in ("packs/b", "packs/a", "proofs/c"):
        put(storage, name)

    assert [stored.name for stored in storage.list("packs")] == ["packs/a", "packs/b"]


def test_an_absent_object_is_named_as_missing(storage):
    with pytest.raises(ObjectMissing):
        storage.read("packs/none")


def test_deleting_what_is_gone_is_no_error(storage):
    storage.delete("packs/none")


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a//b", ".hidden", "a/../b", "", "a b"])
def test_a_name_cannot_leave_the_store(storage, name):
    with pytest.raises(StoreError):
        storage.create(name)


def test_readers_share_the_set_and_a_pruner_has_it_alone(storage):
    with storage.lock(exclusive=False), storage.lock(exclusive=False):
        with pytest.raises(StoreBusy), storage.lock(exclusive=True):
            pass
    with storage.lock(exclusive=True), pytest.raises(StoreBusy), storage.lock(exclusive=False):
        pass


def test_a_probe_leaves_nothing_behind(storage):
    probe(storage)

    assert list(storage.list("probe")) == []
