"""A data folder of its own, the built-in regions, small real disks, and a house with people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app

from accounts import roles
from accounts.models import Subscription
from galleries.models import ImageVersion
from portal.sample.disks import MIB, sample_disk
from regions.catalogue import configuration
from regions.services.regions import sync_regions
from tests.galleries import house as houses
from tests.galleries.arm import path_of
from tests.support import factories, galleries
from tests.support.api import Caller
from tests.support.regions import drain


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


@pytest.fixture
def house(regions) -> houses.House:
    return houses.build()


@pytest.fixture
def source(house, disk) -> ImageVersion:
    """1.0.0, which has its copies in two regions."""
    made = galleries.version(house.image, disk, regions=("westus2", "eastus"))
    drain()
    return made


@pytest.fixture
def two_versions(house, disk) -> list[ImageVersion]:
    """1.0.0 and 2.0.0, which have their copies in two regions."""
    made = [
        galleries.version(house.image, disk, number, regions=("westus2", "eastus"))
        for number in ("1.0.0", "2.0.0")
    ]
    drain()
    return made


@pytest.fixture
def path(house) -> str:
    """Of a version that is not there yet."""
    return path_of(house.image, "versions/2.0.0")


@pytest.fixture
def publisher(house) -> Caller:
    return Caller(house.publisher)


@pytest.fixture
def owner(house) -> Caller:
    person = factories.person(house.gallery.subscription.tenant, "Owen")
    factories.grant(roles.OWNER, person, house.gallery.resource_group)
    return Caller(person)


@pytest.fixture
def recipient(db) -> tuple[Subscription, Caller]:
    """A subscription of another tenant, and somebody who reads it."""
    subscription = factories.subscription()
    person = factories.person(subscription.tenant)
    factories.grant(roles.READER, person, subscription)
    return subscription, Caller(person)
