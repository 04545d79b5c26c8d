from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.disks import partitioned_ext4
from tests.system.installation import Installation, running


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for the tests of a module that leave it standing."""
    with running(tmp_path_factory.mktemp("data") / "var") as started:
        started.command("create_tenant", "Contoso")
        started.command("create_subscription", "Platform", "--tenant", "Contoso")
        yield started


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partitioned disk with a file system that mke2fs made."""
    return partitioned_ext4(tmp_path_factory.mktemp("disks"), "os")


@pytest.fixture(scope="session")
def data_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return partitioned_ext4(tmp_path_factory.mktemp("disks"), "data", size=8 << 20, seed=2)
