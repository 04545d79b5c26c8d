from collections.abc import Callable
from pathlib import Path

import pytest

from imagestore.chunkset import ChunkSet
from imagestore.local import LocalStorage
from imagestore.manifest import CHUNK
from portal.sample.disks import MIB, sample_disk
from tests.imagestore.faults import MortalStorage

PACK = 4 * CHUNK  # small, so that a small disk fills several


@pytest.fixture(params=[LocalStorage, MortalStorage])
def storage(request, tmp_path):
    return request.param(tmp_path / "store")


@pytest.fixture
def make_set(tmp_path) -> Callable[[str], ChunkSet]:
    return lambda name: ChunkSet(LocalStorage(tmp_path / name), PACK)


@pytest.fixture
def disk(tmp_path) -> Path:
    """8 MiB with a partition table and a FAT file system; about half of it is zeros."""
    file = tmp_path / "disk.raw"
    file.write_bytes(sample_disk("ubuntu", 0, size=8 * MIB))
    return file


@pytest.fixture
def next_disk(tmp_path) -> Path:
    file = tmp_path / "next.raw"
    file.write_bytes(sample_disk("ubuntu", 1, size=8 * MIB))
    return file
