"""Publish a real disk by command, watch it replicate, get every copy back."""

import itertools
from pathlib import Path

import pytest

from tests.support.disks import run, sha256
from tests.system.installation import Installation

TARGETS = {"westus2": 2, "southcentralus": 1, "westeurope": 3}
NAMES = ("--publisher", "Contoso", "--offer", "Base", "--sku", "ubuntu", "--os-type", "Linux")


@pytest.fixture(scope="module")
def published(installation: Installation, disk: Path, data_disk: Path) -> str:
    targets = [
        "westus2=2=Standard_ZRS",
        "South Central US",
        "westeurope=3=premium_lrs",
    ]
    installation.command(
        "publish_image", disk, "--data-disk", f"3={data_disk}",
        "--gallery", "base", "--definition", "ubuntu", "--version", "1.0.0", *NAMES,
        "--resource-group", "images", "--source-region", "westus2",
        "--target-regions", *targets, "--wait",
    )  # fmt: skip
    return "base/ubuntu/1.0.0"


def test_every_region_is_completed_with_all_bytes_accounted_for(installation, published):
    regions = installation.replication(published)

    assert set(regions) == set(TARGETS)
    for name, region in regions.items():
        assert region["state"] == "Completed", region
        assert region["progress"] == 100
        assert region["replicasReady"] == region["replicasWanted"] == TARGETS[name]
        assert region["bytesCopied"] + region["bytesReused"] == region["bytesTotal"] > 0


@pytest.mark.parametrize("lun", [None, 3], ids=["os-disk", "data-disk"])
def test_every_replica_gives_back_the_very_bytes(
    installation, published, disk, data_disk, tmp_path, lun
):
    source = disk if lun is None else data_disk
    place = [] if lun is None else ["--lun", str(lun)]
    for region, count in TARGETS.items():
        for ordinal in range(count):
            output = tmp_path / f"{region}-{ordinal}.raw"
            installation.command(
                "export_image", published, "--region", region, "--replica", str(ordinal),
                *place, "--output", output,
            )  # fmt: skip
            assert sha256(output) == sha256(source), (region, ordinal)


def test_the_vhd_is_the_same_disk_to_qemu(installation, published, disk, tmp_path):
    output = tmp_path / "disk.vhd"

    installation.command(
        "export_image", "base/ubuntu/latest", "--region", "westeurope", "--format", "vhd",
        "--output", output,
    )  # fmt: skip

    assert "identical" in run("qemu-img", "compare", "-f", "raw", "-F", "vpc", disk, output)
    assert output.stat().st_size == disk.stat().st_size + 512


def test_no_two_replicas_share_a_file(installation, published):
    folders = [path for path in installation.data.rglob("set-*") if path.is_dir()]
    files = [{f.stat().st_ino for f in folder.rglob("*") if f.is_file()} for folder in folders]

    # Three zones for each of two ZRS replicas, one for each LRS replica.
    assert len(folders) == 2 * 3 + 1 + 3
    assert all(not one & other for one, other in itertools.combinations(files, 2))


def test_the_next_version_reuses_what_is_there(installation, published, disk, tmp_path):
    changed = tmp_path / "next.raw"
    content = bytearray(disk.read_bytes())
    content[5 << 20 : (5 << 20) + 4096] = b"\x07" * 4096
    changed.write_bytes(content)

    installation.command(
        "publish_image", changed, "--gallery", "base", "--definition", "ubuntu",
        "--version", "1.10.0", "--source-region", "westus2", "--target-regions",
        "westus2", "southcentralus", "--wait",
    )  # fmt: skip

    region = installation.replication("base/ubuntu/1.10.0")["southcentralus"]
    assert region["bytesCopied"] == 256 * 1024
    assert region["bytesReused"] == region["bytesTotal"] - 256 * 1024


def test_a_number_that_is_taken_is_one_line_on_standard_error(installation, published, disk):
    answer = installation.command(
        "publish_image", disk, "--gallery", "base", "--definition", "ubuntu",
        "--version", "1.0.0", "--source-region", "westus2", check=False,
    )  # fmt: skip

    assert answer.returncode != 0
    assert answer.stderr.strip().count("\n") == 0
    assert "1.0.0 already exists" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_verify_finds_every_replica_whole(installation, published):
    assert installation.command("verify_replicas", published).returncode == 0


def test_check_regions_proves_every_store(installation):
    probes = installation.json("check_regions")

    assert len(probes) >= 20
