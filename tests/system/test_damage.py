"""One flipped byte is found, named, and repaired from a sibling; without one it is not served."""

from pathlib import Path

import pytest

from tests.support.disks import sha256
from tests.system.installation import Installation
from tests.system.test_main_job import NAMES


def flip_a_byte(folder: Path) -> Path:
    """In the middle of the pack written last."""
    pack = max(folder.rglob("*.pack"), key=lambda file: file.stat().st_mtime_ns)
    with pack.open("r+b") as opened:
        opened.seek(pack.stat().st_size // 2)
        byte = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte[0] ^ 0xFF]))
    return pack


def publish(installation: Installation, disk: Path, name: str, *targets: str) -> str:
    words = list(NAMES)
    words[5] = name
    installation.command(
        "publish_image", disk, "--gallery", "base", "--definition", name, "--version", "1.0.0",
        *words, "--resource-group", "images", "--source-region", "westus2",
        "--target-regions", *targets, "--wait",
    )  # fmt: skip
    return f"base/{name}/1.0.0"


def store(installation: Installation, region: str) -> Path:
    return next(path for path in installation.data.rglob(region) if path.is_dir())


@pytest.mark.timeout(300)
def test_damage_with_a_sibling_is_named_and_repaired(installation, disk, tmp_path):
    version = publish(installation, disk, "repaired", "westus2", "uksouth")
    flip_a_byte(store(installation, "uksouth"))

    found = installation.command("verify_replicas", version, check=False)
    repaired = installation.command("verify_replicas", version, "--repair")
    clean = installation.command("verify_replicas", version)

    assert found.returncode != 0
    assert "uksouth" in (found.stdout + found.stderr).lower().replace(" ", "")
    assert repaired.returncode == clean.returncode == 0
    output = tmp_path / "out.raw"
    installation.command("export_image", version, "--region", "uksouth", "--output", output)
    assert sha256(output) == sha256(disk)


@pytest.mark.timeout(300)
def test_damage_without_a_sibling_is_never_served(installation, data_disk, tmp_path):
    version = publish(installation, data_disk, "lonely", "westus2")
    flip_a_byte(store(installation, "westus2"))

    found = installation.command("verify_replicas", version, "--repair", check=False)
    output = tmp_path / "out.raw"
    export = installation.command(
        "export_image", version, "--region", "westus2", "--output", output, check=False
    )

    assert found.returncode != 0
    assert export.returncode != 0
    assert not output.exists()
