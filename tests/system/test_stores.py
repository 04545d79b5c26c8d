"""A store that is full and a store that hangs: that region says so, everything else completes, and
a retry works once the store does."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.disks import MIB, partitioned_ext4, run, sha256
from tests.system.installation import Installation, running
from tests.system.person import Person
from tests.system.test_main_job import NAMES

pytestmark = pytest.mark.timeout(400)
REGION = """
[[region]]
name = "{name}"
display_name = "{name}"
latitude = 51.5
longitude = 0.0
"""
STORE = '[region.stores]\nstandard-0 = "{folder}"\n'
STALL = 4  # seconds until a store counts as hanging


@pytest.fixture(scope="module")
def small_store(tmp_path_factory) -> Iterator[Path]:
    """A file system too small for the disk."""
    folder = tmp_path_factory.mktemp("small")
    words = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    mounted = subprocess.run(words, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"No small file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    run("umount", "--lazy", folder)


@pytest.fixture(scope="module")
def slow_store(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("slow")


@pytest.fixture(scope="module")
def installation(tmp_path_factory, small_store, slow_store) -> Iterator[Installation]:
    file = tmp_path_factory.mktemp("regions") / "regions.toml"
    file.write_text(
        REGION.format(name="westus2")
        + REGION.format(name="southcentralus")
        + REGION.format(name="uksouth")
        + STORE.format(folder=small_store)
        + REGION.format(name="ukwest")
        + STORE.format(folder=slow_store)
    )
    data = tmp_path_factory.mktemp("stores") / "var"
    with running(
        data,
        SIG_REGIONS=str(file),
        SIG_STALL_SECONDS=str(STALL),
        SIG_LEASE_SECONDS="6",
        SIG_PACK_BYTES=str(4 * MIB),
    ) as started:
        yield started


@pytest.fixture(scope="module")
def owner(installation) -> Person:
    person = Person(installation.url)
    person.set_up(installation.first_link())
    return person


@pytest.fixture(scope="module")
def heavy_disk(tmp_path_factory) -> Path:
    return partitioned_ext4(tmp_path_factory.mktemp("disks"), "heavy", size=96 * MIB, seed=5)


def publish(installation: Installation, disk: Path, name: str, troubled: str) -> str:
    words = list(NAMES)
    words[5] = name
    installation.command(
        "publish_image", disk, "--gallery", "base", "--definition", name, "--version", "1.0.0",
        *words, "--resource-group", "images", "--source-region", "westus2",
        "--target-regions", "westus2", "southcentralus", troubled,
    )  # fmt: skip
    return f"base/{name}/1.0.0"


def expect_trouble(installation: Installation, version: str, region: str, words: str) -> None:
    regions = installation.settled(version)
    troubled = regions.pop(region)
    assert troubled["state"] == "Failed"
    assert words in troubled["error"]
    assert {row["state"] for row in regions.values()} == {"Completed"}


def retry(owner: Person, name: str, region: str) -> None:
    page = f"{owner.gallery()}images/{name}/versions/1.0.0/"
    owner.get(page)
    owner.post(f"{page}regions/{region}/retry/")


def expect_whole(
    installation: Installation, version: str, region: str, disk: Path, output: Path
) -> None:
    assert installation.settled(version)[region]["state"] == "Completed"
    installation.command("export_image", version, "--region", region, "--output", output)
    assert sha256(output) == sha256(disk)


def test_a_full_store(installation, owner, small_store, heavy_disk, tmp_path):
    version = publish(installation, heavy_disk, "full", "uksouth")

    expect_trouble(installation, version, "uksouth", "full")

    run("mount", "-o", "remount,size=256m", small_store)
    retry(owner, "full", "uksouth")
    expect_whole(installation, version, "uksouth", heavy_disk, tmp_path / "out.raw")


def test_a_store_that_hangs(installation, owner, slow_store, data_disk, tmp_path):
    mark = slow_store / "store.mark"
    content = mark.read_text()
    mark.unlink()
    os.mkfifo(mark)  # whoever looks at this store waits for ever
    version = publish(installation, data_disk, "hanging", "ukwest")

    expect_trouble(installation, version, "ukwest", "did not answer")

    mark.rename(slow_store / "old.mark")
    mark.write_text(content)
    retry(owner, "hanging", "ukwest")
    expect_whole(installation, version, "ukwest", data_disk, tmp_path / "out.raw")
