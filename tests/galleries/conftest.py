"""A data folder of its own, the built-in regions, small real disks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app

from portal.sample.disks import MIB, sample_disk
from regions.catalogue import configuration
from regions.services.regions import sync_regions


@pytest.fixture(autouse=True)
def regions(db, settings, tmp_path) -> Iterator[None]:
    settings.SIG_DATA = tmp_path / "var"
    settings.SIG_PACK_BYTES = 1 << 20
    current_app.conf.broker_url = "memory://"
    sync_regions()
    yield
    configuration.cache_clear()


@pytest.fixture(scope="session")
def disk(tmp_path_factory) -> Path:
    """4 MiB with a partition table and a file system; most of it is zeros."""
    return make_disk(tmp_path_factory.mktemp("disks"), "ubuntu", 0)


@pytest.fixture(scope="session")
def next_disk(tmp_path_factory) -> Path:
    """The same a version later."""
    return make_disk(tmp_path_factory.mktemp("disks"), "ubuntu", 1)


@pytest.fixture(scope="session")
def data_disk(tmp_path_factory) -> Path:
    return make_disk(tmp_path_factory.mktemp("disks"), "data", 0)


def make_disk(folder: Path, name: str, edition: int) -> Path:
    file = folder / f"{name}-{edition}.raw"
    file.write_bytes(sample_disk(name, edition, size=4 * MIB, packages=3))
    return file
