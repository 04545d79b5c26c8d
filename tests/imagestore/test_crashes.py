"""Stop after every step, run again: the same result, nothing lost, nothing half believed."""

from datetime import timedelta

import pytest

from imagestore.chunkset import ChunkSet
from imagestore.export import export_to_file, lay_out
from imagestore.formats import open_disk
from imagestore.ingest import ingest
from imagestore.local import LocalStorage
from imagestore.prune import execute_prune
from imagestore.transfer import transfer
from tests.imagestore.conftest import PACK
from tests.imagestore.faults import Killed, MortalStorage


def mortal(folder, lives):
    storage = MortalStorage(folder)
    storage.lives = lives
    return ChunkSet(storage, PACK)


def died_at_each_step(folder, work):
    """Run `work` on a set of its own per number of steps it may take, until one completes."""
    for lives in range(10_000):
        target = folder / str(lives)
        try:
            work(mortal(target, lives))
        except Killed:
            yield target
        else:
            return


def content(manifest_id, folder, file):
    held = ChunkSet(LocalStorage(folder), PACK)
    export_to_file(lay_out(manifest_id, [held], "raw"), [held], file)
    return file.read_bytes()


def test_ingest_survives_a_kill_after_every_step(disk, tmp_path):
    def work(held):
        return ingest(open_disk([disk]), [held], draft="d", threads=1)

    died = 0
    for folder in died_at_each_step(tmp_path / "sets", work):
        again = work(ChunkSet(LocalStorage(folder), PACK))
        assert content(again.manifest_id, folder, tmp_path / "out.raw") == disk.read_bytes()
        died += 1
    assert died > 10


def test_transfer_survives_a_kill_after_every_step(disk, tmp_path, make_set):
    source = make_set("source")
    stored = ingest(open_disk([disk]), [source], draft="d")

    def work(held):
        return transfer(stored.manifest_id, [source], held, threads=1)

    died = 0
    for folder in died_at_each_step(tmp_path / "sets", work):
        half = ChunkSet(LocalStorage(folder), PACK)
        assert not half.has_root(stored.manifest_id)
        # At most the open pack is sent twice.
        assert work(half).copied >= stored.occupied - len(half.entries) * 262144
        assert content(stored.manifest_id, folder, tmp_path / "out.raw") == disk.read_bytes()
        died += 1
    assert died > 10


def test_prune_survives_a_kill_after_every_step(disk, next_disk, tmp_path):
    for lives in range(1000):
        folder = tmp_path / str(lives)
        held = ChunkSet(LocalStorage(folder), PACK)
        ingest(open_disk([disk]), [held], draft="a")
        kept = ingest(open_disk([next_disk]), [held], draft="b").manifest_id
        try:
            execute_prune(mortal(folder, lives), lambda k=kept: [k], grace=timedelta(0))
        except Killed:
            assert content(kept, folder, tmp_path / "out.raw") == next_disk.read_bytes()
            execute_prune(
                ChunkSet(LocalStorage(folder), PACK), lambda k=kept: [k], grace=timedelta(0)
            )
            assert content(kept, folder, tmp_path / "out.raw") == next_disk.read_bytes()
        else:
            assert lives > 5
            return
    pytest.fail("Prune never ended.")
