"""The sample's disks are real: other people's tools read them."""

import subprocess

import pytest

from portal.sample import gpt
from portal.sample.disks import MIB, sample_disk
from portal.sample.fat import Volume

CHUNK = 256 * 1024


@pytest.fixture
def disk(tmp_path):
    file = tmp_path / "disk.raw"
    file.write_bytes(sample_disk("ubuntu-2204", 2))
    return file


def test_sgdisk_finds_no_problem_with_the_partition_table(disk):
    answer = subprocess.run(["sgdisk", "-v", disk], capture_output=True, text=True, check=True)

    assert "No problems found" in answer.stdout


def test_fsck_finds_no_problem_with_the_file_system(disk, tmp_path):
    volume = tmp_path / "volume"
    sectors = gpt.partition_sectors(8 * MIB)
    content = disk.read_bytes()[gpt.FIRST * 512 :][: sectors * 512]
    volume.write_bytes(content)

    answer = subprocess.run(["fsck.vfat", "-n", volume], capture_output=True, text=True)

    assert answer.returncode == 0, answer.stdout


def test_the_same_edition_is_the_same_bytes():
    assert sample_disk("debian-12", 1) == sample_disk("debian-12", 1)


def test_the_next_edition_changes_a_part_only():
    before, after = sample_disk("debian-12", 1), sample_disk("debian-12", 2)

    starts = range(0, len(before), CHUNK)
    changed = [at for at in starts if before[at : at + CHUNK] != after[at : at + CHUNK]]

    assert 0 < len(changed) < len(starts) / 2


def test_a_name_that_fat_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="eight and three"):
        Volume({"far-too-long.txt": b""}, 8192, "X")


def test_a_volume_too_small_for_fat16_is_refused():
    with pytest.raises(ValueError, match="No FAT16 volume"):
        Volume({}, 1000, "X")
