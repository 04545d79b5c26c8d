"""Processes die, freeze and forget; the bytes arrive all the same."""

import random
import shutil
import signal
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.disks import MIB, partitioned_ext4, sha256
from tests.system.installation import Installation, running, wait_until
from tests.system.test_main_job import NAMES

pytestmark = pytest.mark.timeout(400)
TARGETS = ("westus2=2", "southcentralus=2", "westeurope=2")
LEASE = 6  # seconds; short, so that a lost lease is found again within the test


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    data = tmp_path_factory.mktemp("chaos") / "var"
    with running(data, SIG_LEASE_SECONDS=str(LEASE), SIG_SLICE_BYTES=str(4 * MIB)) as started:
        started.command("create_tenant", "Contoso")
        started.command("create_subscription", "Platform", "--tenant", "Contoso")
        yield started


@pytest.fixture
def big_disk(request, tmp_path) -> Path:
    """Unlike that of any other test, so that every byte has to be copied."""
    seed = zlib.crc32(request.node.name.encode())
    return partitioned_ext4(tmp_path, "big", size=128 * MIB, seed=seed)


def start_publishing(installation: Installation, disk: Path, name: str) -> str:
    words = list(NAMES)
    words[5] = name
    installation.command(
        "publish_image", disk, "--gallery", "base", "--definition", name, "--version", "1.0.0",
        *words, "--resource-group", "images", "--source-region", "westus2",
        "--target-regions", *TARGETS,
    )  # fmt: skip
    return f"base/{name}/1.0.0"


def expect_whole(installation: Installation, version: str, disk: Path, folder: Path) -> None:
    regions = installation.settled(version)
    for name, region in regions.items():
        assert region["state"] == "Completed", region
        assert region["bytesCopied"] + region["bytesReused"] == region["bytesTotal"]
        output = folder / f"{name}.raw"
        installation.command("export_image", version, "--region", name, "--output", output)
        assert sha256(output) == sha256(disk)
        output.unlink()
    installation.command("verify_replicas", version)


@pytest.mark.parametrize(
    "victim", [("celery", "worker"), ("valkey-server",), ("granian",), ("beat",)], ids=" ".join
)
def test_kill_9_at_random_points_loses_nothing(installation, big_disk, tmp_path, victim):
    dice = random.Random(sum(map(len, victim)))
    version = start_publishing(installation, big_disk, f"kill-{victim[0]}-{len(victim)}")

    killed = 0
    for _ in range(4):
        time.sleep(dice.uniform(0.2, 1.5))  # chance decides where it strikes, not whether it holds
        killed += installation.kill(*victim)

    assert killed
    expect_whole(installation, version, big_disk, tmp_path)


def test_a_worker_frozen_past_its_lease_commits_nothing(installation, big_disk, tmp_path):
    version = start_publishing(installation, big_disk, "frozen")
    wait_until(lambda: any_bytes(installation, version), "the first bytes", every=0.5)
    frozen = installation.processes("celery", "worker")

    for process in frozen:
        process.send_signal(signal.SIGSTOP)
    time.sleep(LEASE + 2)  # the lease is what must run out
    for process in frozen:
        if psutil.pid_exists(process.pid):
            process.send_signal(signal.SIGCONT)

    expect_whole(installation, version, big_disk, tmp_path)


def test_a_broker_that_forgets_everything_is_only_a_delay(installation, big_disk, tmp_path):
    version = start_publishing(installation, big_disk, "forgotten")
    wait_until(lambda: any_bytes(installation, version), "the first bytes", every=0.5)

    for folder in installation.data.glob("broker/*"):
        if folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            folder.unlink(missing_ok=True)
    assert installation.kill("valkey-server")

    expect_whole(installation, version, big_disk, tmp_path)


def any_bytes(installation: Installation, version: str) -> bool:
    return any(row["bytesCopied"] for row in installation.replication(version).values())
