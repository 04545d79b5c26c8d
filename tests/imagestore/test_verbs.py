"""Ingest, transfer, prove, export and prune on small real disks."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

import pytest

from imagestore.budget import Budget
from imagestore.chunkset import ChunkSet
from imagestore.errors import ChunkDamaged, ChunkMissing, ObjectDamaged, StoreBusy
from imagestore.export import export_to_file, lay_out, read_range
from imagestore.formats import open_disk
from imagestore.ingest import ingest
from imagestore.local import LocalStorage
from imagestore.manifest import CHUNK
from imagestore.prove import prove
from imagestore.prune import execute_prune, plan_prune
from imagestore.transfer import transfer
from portal.sample.disks import MIB, sample_disk
from tests.imagestore.conftest import PACK

NOW = datetime(2026, 5, 1, tzinfo=UTC)
NO_GRACE = timedelta(0)


def store(disk, *sets, draft="d", claimed=""):
    return ingest(open_disk([disk], claimed), sets, draft=draft)


def exported(manifest_id, held, file):
    export_to_file(lay_out(manifest_id, [held], "raw"), [held], file)
    return file.read_bytes()


def flip(held, digest=None):
    """Change one byte of the last pack on the disk."""
    name = list(held.packs)[-1]
    file = held.storage.root / name
    content = bytearray(file.read_bytes())
    content[100] ^= 0xFF
    file.write_bytes(content)
    return name


def test_the_disk_comes_back_bit_for_bit(make_set, disk, tmp_path):
    held = make_set("a")

    stored = store(disk, held)

    assert exported(stored.manifest_id, held, tmp_path / "out.raw") == disk.read_bytes()


def test_only_chunks_that_are_not_zeros_are_stored(make_set, disk):
    content = disk.read_bytes()
    pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]

    stored = store(disk, make_set("a"))

    assert stored.written == stored.occupied == CHUNK * sum(any(piece) for piece in pieces)


def test_one_pass_fills_several_sets(make_set, disk, tmp_path):
    a, b = make_set("a"), make_set("b")

    stored = store(disk, a, b)

    assert stored.written == 2 * stored.occupied
    for held in (a, b):
        assert exported(stored.manifest_id, held, tmp_path / "out.raw") == disk.read_bytes()


def test_the_same_disk_again_writes_nothing(make_set, disk):
    held = make_set("a")
    first = store(disk, held)

    second = store(disk, held, draft="again")

    assert (second.written, second.reused) == (0, second.occupied)
    assert second.manifest_id == first.manifest_id


def test_the_next_version_writes_what_changed(make_set, disk, next_disk):
    held = make_set("a")
    store(disk, held)

    second = store(next_disk, held, draft="next")

    assert 0 < second.written < second.occupied / 2
    assert second.written + second.reused == second.occupied


def test_slices_add_up_to_the_whole(make_set, tmp_path):
    big = tmp_path / "big.raw"
    with big.open("wb") as opened:
        for start in range(0, 200 << 20, 8 << 20):
            opened.seek(start)
            opened.write(hashlib.sha256(str(start).encode()).digest() * 8192)
    held = ChunkSet(LocalStorage(tmp_path / "a"))
    slices = 0

    while not (
        stored := ingest(open_disk([big], "raw"), [held], draft="d", budget=Budget(bytes=1))
    ).done:
        slices += 1

    assert slices == 3
    assert stored.written + stored.reused == stored.occupied == 25 * CHUNK
    assert exported(stored.manifest_id, held, tmp_path / "out.raw") == big.read_bytes()


def test_a_transfer_copies_what_is_lacking_and_no_more(make_set, disk, next_disk, tmp_path):
    a, b = make_set("a"), make_set("b")
    first = store(disk, a, b)
    second = store(next_disk, a, draft="next")

    moved = transfer(second.manifest_id, [a], b)

    assert moved.done
    assert moved.copied == second.occupied - (first.occupied + second.occupied - _union(a))
    assert exported(second.manifest_id, b, tmp_path / "out.raw") == next_disk.read_bytes()


def _union(held):
    return sum(held.packs.values())


def test_a_transfer_goes_on_where_it_stopped(make_set, disk):
    disk.write_bytes(sample_disk("long", 0, size=24 * MIB, packages=70))
    a, b = make_set("a"), make_set("b")
    stored = store(disk, a)
    copied, slices = 0, 0

    while True:
        moved = transfer(stored.manifest_id, [a], b, budget=Budget(bytes=1))
        copied, slices = copied + moved.copied, slices + 1
        if moved.done:
            break

    assert copied == stored.occupied
    assert slices > 1


def test_a_damaged_source_is_replaced_by_its_sibling(make_set, disk, tmp_path):
    a, b, c = make_set("a"), make_set("b"), make_set("c")
    stored = store(disk, a, b)
    flip(a)

    transfer(stored.manifest_id, [a, b], c)

    assert exported(stored.manifest_id, c, tmp_path / "out.raw") == disk.read_bytes()


def test_a_damaged_only_source_stops_the_copy(make_set, disk):
    a, b = make_set("a"), make_set("b")
    stored = store(disk, a)
    flip(a)

    with pytest.raises(ChunkDamaged):
        transfer(stored.manifest_id, [a], b)

    assert not b.has_root(stored.manifest_id)


def test_proof_finds_and_names_one_flipped_byte(make_set, disk):
    held = make_set("a")
    stored = store(disk, held)
    pack = flip(held)

    proof = prove(stored.manifest_id, held, now=NOW)

    assert [damage.pack for damage in proof.damaged] == [pack]
    assert proof.damaged[0].offset == 0


def test_damage_is_not_served_and_is_fetched_again(make_set, disk, tmp_path):
    a, b = make_set("a"), make_set("b")
    stored = store(disk, a, b)
    flip(b)
    prove(stored.manifest_id, b, now=NOW)

    with pytest.raises(ChunkMissing):
        exported(stored.manifest_id, b, tmp_path / "out.raw")
    moved = transfer(stored.manifest_id, [a], b)

    assert moved.copied == CHUNK
    assert exported(stored.manifest_id, b, tmp_path / "out.raw") == disk.read_bytes()
    assert not prove(stored.manifest_id, b, now=NOW + timedelta(days=1)).damaged


def test_a_fresh_proof_is_not_repeated(make_set, disk):
    held = make_set("a")
    stored = store(disk, held)
    prove(stored.manifest_id, held, now=NOW)

    again = prove(stored.manifest_id, held, now=NOW + timedelta(days=6), max_age=timedelta(days=7))
    later = prove(stored.manifest_id, held, now=NOW + timedelta(days=8), max_age=timedelta(days=7))

    assert (again.checked, later.checked) == (0, stored.occupied)


def test_proof_comes_in_slices(make_set, disk):
    held = make_set("a")
    stored = store(disk, held)
    checked = 0

    while True:
        proof = prove(stored.manifest_id, held, now=NOW, since=NOW, budget=Budget(bytes=1))
        checked += proof.checked
        if proof.done:
            break

    assert checked == stored.occupied


@pytest.mark.parametrize(
    ("offset", "length"), [(0, 1), (12345, 3 << 20), (8 << 20, 600), (5, 9 << 20)]
)
def test_any_range_of_a_vhd_is_what_the_file_has(make_set, disk, tmp_path, offset, length):
    held = make_set("a")
    layout = lay_out(store(disk, held).manifest_id, [held], "vhd")
    file = tmp_path / "out.vhd"
    export_to_file(layout, [held], file)

    pieces = list(read_range(layout, [held], offset, length))

    assert b"".join(pieces) == file.read_bytes()[offset : offset + length]
    assert all(len(piece) <= 1 << 20 for piece in pieces)


class CountingStorage(LocalStorage):
    reads = 0

    def read_into(self, name, offset, buffer):
        self.reads += 1
        return super().read_into(name, offset, buffer)


@pytest.fixture
def full_disk(tmp_path):
    file = tmp_path / "full.raw"
    file.write_bytes(random.Random(5).randbytes(3 * MIB))
    return file


def read_all(manifest_id, *sets):
    layout = lay_out(manifest_id, sets, "raw")
    return b"".join(read_range(layout, sets, 0, layout.size))


def test_chunks_that_lie_together_are_read_together(tmp_path, full_disk):
    held = ChunkSet(CountingStorage(tmp_path / "a"))
    stored = store(full_disk, held, claimed="raw")

    assert read_all(stored.manifest_id, held) == full_disk.read_bytes()
    assert held.storage.reads == 3


@pytest.mark.parametrize(
    ("offset", "chunks"), [(100, 1), (512, 2), (4096, 3), (CHUNK, 3), (CHUNK + 1, 4)]
)
def test_a_range_need_not_begin_where_a_chunk_does(tmp_path, full_disk, offset, chunks):
    held = ChunkSet(LocalStorage(tmp_path / "a"))
    layout = lay_out(store(full_disk, held, claimed="raw").manifest_id, [held], "raw")

    found = b"".join(read_range(layout, [held], offset, chunks * CHUNK))

    assert found == full_disk.read_bytes()[offset : offset + chunks * CHUNK]


def test_chunks_that_lie_apart_are_read_all_the_same(tmp_path, full_disk):
    held = ChunkSet(LocalStorage(tmp_path / "a"))
    store(full_disk, held, claimed="raw")
    with full_disk.open("r+b") as opened:
        opened.seek(CHUNK)
        opened.write(b"changed")

    stored = store(full_disk, held, draft="next", claimed="raw")

    assert read_all(stored.manifest_id, held) == full_disk.read_bytes()


def test_a_damaged_chunk_among_good_ones_comes_from_the_sibling_or_not_at_all(tmp_path, full_disk):
    a, b = ChunkSet(LocalStorage(tmp_path / "a")), ChunkSet(LocalStorage(tmp_path / "b"))
    stored = store(full_disk, a, b, claimed="raw")
    flip(a)

    assert read_all(stored.manifest_id, a, b) == full_disk.read_bytes()
    with pytest.raises(ChunkDamaged):
        read_all(stored.manifest_id, a)


def test_prune_frees_what_no_root_needs(make_set, disk, next_disk, tmp_path):
    held = make_set("a")
    first, second = store(disk, held), store(next_disk, held, draft="next")

    plan = execute_prune(held, lambda: [second.manifest_id], grace=NO_GRACE)

    assert plan.freed > 0
    assert not held.has_root(first.manifest_id)
    assert exported(second.manifest_id, held, tmp_path / "out.raw") == next_disk.read_bytes()


def test_prune_leaves_what_is_young(make_set, disk):
    held = make_set("a")
    store(disk, held)

    assert plan_prune(held, [], grace=timedelta(hours=1)).is_empty


def test_prune_waits_for_nobody(make_set, disk):
    held = make_set("a")
    store(disk, held)

    with held.storage.lock(exclusive=False), pytest.raises(StoreBusy):
        execute_prune(held, list, grace=NO_GRACE)


def test_a_torn_index_is_never_believed(make_set, disk, tmp_path):
    held = make_set("a")
    store(disk, held)
    index = next((tmp_path / "a" / "packs").glob("*.idx"))
    index.write_bytes(index.read_bytes()[:-7])

    with pytest.raises(ObjectDamaged):
        ChunkSet(LocalStorage(tmp_path / "a"), PACK)
