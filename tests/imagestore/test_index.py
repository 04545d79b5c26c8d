"""The merged index of a set answers as the packs' own indexes do, whatever becomes of its file."""

import errno
import logging
import os
import random
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import pytest

from imagestore import index, pack
from imagestore.chunkset import ChunkSet
from imagestore.local import LocalStorage
from imagestore.manifest import CHUNK

PACKS, CHUNKS = 40, 5


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(index, "LOOSE", 4)
    monkeypatch.setattr(index, "BATCH", 7)
    monkeypatch.setattr(index, "PART", 16)


@pytest.fixture
def digests(tmp_path):
    """Of each pack; the first chunk of every fifth pack stands in two."""
    dice = random.Random(11)
    found = {}
    for number in range(PACKS):
        chunks = [dice.randbytes(32) for _ in range(CHUNKS)]
        if number % 5 == 0 and number:
            chunks[0] = found[f"packs/{number - 5:032x}.pack"][0]
        found[f"packs/{number:032x}.pack"] = chunks
    for name, chunks in found.items():
        write_pack(tmp_path / "set", name, chunks)
    return found


def write_pack(folder, name, chunks):
    (folder / "packs").mkdir(parents=True, exist_ok=True)
    (folder / name).touch()
    file = folder / name.replace(".pack", ".idx")
    file.write_bytes(pack.build_index(chunks, [CHUNK] * len(chunks)))


def drop_pack(folder, name):
    (folder / name).unlink()
    (folder / name.replace(".pack", ".idx")).unlink()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "merged"


@pytest.fixture
def open_set(tmp_path, file):
    return lambda: ChunkSet(LocalStorage(tmp_path / "set"), merged=file)


def answers(held, digests):
    """Where each chunk is said to lie, in an order of its own."""
    every = [digest for chunks in digests.values() for digest in chunks]
    strangers = [random.Random(1000 + n).randbytes(32) for n in range(50)]
    neighbours = [digest[:8] + bytes(24) for digest in every[:20]]
    found = {digest: held.find(digest) for digest in [*every, *strangers, *neighbours]}
    return found, held.missing([*strangers, *every, *neighbours])


def in_memory(tmp_path):
    return ChunkSet(LocalStorage(tmp_path / "set"))


def test_it_answers_as_the_packs_do(tmp_path, digests, open_set, file):
    expected, lacking = answers(in_memory(tmp_path), digests)

    found, missing = answers(open_set(), digests)

    assert file.exists()
    assert missing == lacking
    assert len(missing) == 70
    for digest, place in expected.items():
        if place is None:
            assert found[digest] is None
        else:
            at = digests[found[digest].pack].index(digest)
            assert found[digest][1:] == (at * CHUNK, CHUNK, 0)


def test_most_packs_are_read_once(tmp_path, digests, open_set, monkeypatch):
    open_set()
    parse = Mock(side_effect=pack.parse_index)
    monkeypatch.setattr(pack, "parse_index", parse)

    open_set()

    assert parse.call_count <= 4


def test_a_new_pack_is_offered_at_once(tmp_path, digests, open_set):
    held = open_set()
    write_pack(tmp_path / "set", "packs/new.pack", [b"n" * 32])

    held.refresh()

    assert held.find(b"n" * 32).pack == "packs/new.pack"


@pytest.mark.parametrize("gone", [1, 20, PACKS])
def test_a_pack_that_is_gone_is_not_offered(tmp_path, digests, open_set, gone):
    held = open_set()
    names = list(digests)[:gone]
    for name in names:
        drop_pack(tmp_path / "set", name)

    held.refresh()
    for one in (held, open_set()):
        expected, lacking = answers(in_memory(tmp_path), digests)
        found, missing = answers(one, digests)
        assert missing == lacking
        assert {d for d, place in found.items() if place} == {d for d in expected if expected[d]}
        assert not any(place.pack in names for place in found.values() if place)


def test_the_file_shrinks_when_many_packs_are_gone(tmp_path, digests, open_set, file):
    open_set()
    before = file.stat().st_size
    for name in list(digests)[: PACKS // 2]:
        drop_pack(tmp_path / "set", name)

    open_set()

    assert file.stat().st_size < before * 0.7


def test_what_is_damaged_in_one_pack_is_offered_from_another(digests, open_set):
    first, twin = "packs/" + "0" * 32 + ".pack", "packs/" + f"{5:032x}" + ".pack"
    digest, alone = digests[first][0], digests[first][1]
    held = open_set()
    held.quarantine(first, digest)
    held.quarantine(first, alone)

    held.refresh()

    assert held.find(digest).pack == twin
    assert held.find(alone) is None
    assert held.missing([digest, alone, digests[twin][1]]) == [alone]
    assert len(held.entries(first)) == CHUNKS - 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[:-5],
        lambda whole: b"",
        lambda whole: whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
    ],
    ids=["cut", "empty", "flipped"],
)
def test_a_damaged_file_is_made_anew(tmp_path, digests, open_set, file, spoil, caplog):
    open_set()
    file.write_bytes(spoil(file.read_bytes()))
    os.utime(file, (1, 1))

    with caplog.at_level(logging.WARNING):
        held = open_set()

    assert answers(held, digests)[1] == answers(in_memory(tmp_path), digests)[1]
    assert "made anew" in caplog.text
    caplog.clear()
    open_set()
    assert not caplog.text


def test_a_set_opens_without_its_file(tmp_path, digests, caplog):
    (tmp_path / "cache").write_text("a file where the folder belongs")
    held = ChunkSet(LocalStorage(tmp_path / "set"), merged=tmp_path / "cache" / "merged")

    assert answers(held, digests)[1] == answers(in_memory(tmp_path), digests)[1]
    assert "cannot be kept" in caplog.text


def test_a_full_disk_spoils_nothing(tmp_path, digests, open_set, file, monkeypatch, caplog):
    def fail(tables, count):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(index, "_parts", fail)
    held = open_set()

    assert answers(held, digests)[1] == answers(in_memory(tmp_path), digests)[1]
    assert "No space left" in caplog.text
    assert list(file.parent.iterdir()) == []


def test_what_is_sealed_and_still_wrong_is_made_anew(tmp_path, digests, open_set, file):
    open_set()
    body = file.read_bytes()[: -index.SEAL]
    shorter = body[:-40]
    file.write_bytes(shorter + index.blake3.blake3(shorter).digest())

    held = open_set()

    assert answers(held, digests)[1] == answers(in_memory(tmp_path), digests)[1]


def test_what_killed_processes_left_is_cleared(digests, open_set, file):
    file.parent.mkdir()
    left, young = file.with_name(".merged.dead"), file.with_name(".merged.alive")
    left.touch()
    young.touch()
    os.utime(left, (1, 1))

    open_set()

    assert {found.name for found in file.parent.iterdir()} == {"merged", ".merged.alive"}


def test_several_may_merge_at_once(tmp_path, digests, open_set):
    with ThreadPoolExecutor(8) as pool:
        sets = list(pool.map(lambda _: open_set(), range(24)))

    expected = answers(in_memory(tmp_path), digests)[1]
    assert all(answers(held, digests)[1] == expected for held in sets)
    assert [f.name for f in (tmp_path / "cache").iterdir()] == ["merged"]
