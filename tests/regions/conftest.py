"""A data folder of its own, the built-in regions, and small real disks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app

from accounts.roles import GALLERY_ARTIFACTS_PUBLISHER
from portal.sample.disks import MIB, sample_disk
from regions.catalogue import configuration
from regions.services.regions import sync_regions
from tests.support import factories


@pytest.fixture(autouse=True)
def data(settings, tmp_path) -> Iterator[Path]:
    settings.SIG_DATA = tmp_path / "var"
    settings.SIG_PACK_BYTES = 1 << 20  # small, so that a small disk fills several
    current_app.conf.broker_url = "memory://"
    yield settings.SIG_DATA
    configuration.cache_clear()


@pytest.fixture
def regions(db) -> None:
    sync_regions()


@pytest.fixture
def disk(tmp_path) -> Path:
    """8 MiB with a partition table and a FAT file system; about half of it is zeros."""
    file = tmp_path / "disk.raw"
    file.write_bytes(sample_disk("ubuntu", 0, size=8 * MIB))
    return file


@pytest.fixture
def next_disk(tmp_path) -> Path:
    """The same a version later."""
    file = tmp_path / "next.raw"
    file.write_bytes(sample_disk("ubuntu", 1, size=8 * MIB))
    return file


@pytest.fixture
def scope():
    return factories.resource_group().resource


@pytest.fixture
def publisher(scope):
    person = factories.person()
    factories.grant(GALLERY_ARTIFACTS_PUBLISHER, person, scope)
    return person
