"""Stop after every step, run again: the same result, nothing lost, nothing half believed."""

import random
from datetime import timedelta

import pytest

from imagestore.chunkset import ChunkSet
from imagestore.export import export_to_file, lay_out
from imagestore.formats import open_disk
from imagestore.ingest import ingest
from imagestore.local import LocalStorage
from imagestore.manifest import CHUNK
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


def uncounted(folder):
    """Packs that were sent and do not count: their bytes are sent again."""
    written = [file for name in ("tmp", "packs") for file in (folder / name).glob("*")]
    packs = [file for file in written if file.suffix != ".idx" and file.stat().st_size >= CHUNK]
    return [file for file in packs if not file.with_suffix(".idx").exists()]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_kill_costs_at_most_two_packs_per_thread_and_target(tmp_path, monkeypatch, threads):
    monkeypatch.setattr("imagestore.ingest.LEAF_BYTES", 8 * CHUNK)
    monkeypatch.setattr("imagestore.ingest.BATCH", 2)
    disk = tmp_path / "disk.raw"
    disk.write_bytes(random.Random(1).randbytes(32 * CHUNK))

    def work(held):
        return ingest(open_disk([disk], "raw"), [held], draft="d", threads=threads)

    costs = [len(uncounted(f)) for f in died_at_each_step(tmp_path / "sets", work)]

    assert len(costs) > 32
    assert 0 < max(costs) <= 2 * threads


def test_transfer_survives_a_kill_after_every_step(disk, tmp_path, make_set):
    source = make_set("source")
    stored = ingest(open_disk([disk]), [source], draft="d")

    def work(held):
        return transfer(stored.manifest_id, [source], held, threads=1)

    died = 0
    for folder in died_at_each_step(tmp_path / "sets", work):
        half = ChunkSet(LocalStorage(folder), PACK)
        assert not half.has_root(stored.manifest_id)
        assert len(uncounted(folder)) <= 2
        assert work(half).copied >= stored.occupied - sum(half.packs.values())
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
