from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from galleries.services.versions import publish_version
from regions.services.contents import DiskInput
from tests.support import factories
from tests.support.disks import sha256
from tests.support.factories import ACTOR
from tests.support.galleries import definition, gallery, region, targets, version
from tests.support.regions import drain


@pytest.fixture
def published(disk, data_disk):
    image = definition(gallery(name="base"), name="ubuntu")
    publish_version(
        actor=ACTOR,
        definition=image,
        number="1.0.0",
        disks=[DiskInput(None, file=disk), DiskInput(3, file=data_disk)],
        source_region=region("westus2"),
        targets=targets("westus2=2", "eastus"),
    )
    return image


@pytest.fixture
def image(published):
    drain()
    return published


def export(output: Path, path: str, *words: str) -> str:
    out = StringIO()
    call_command("export_image", path, "--output", str(output), *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("words", [("westus2",), ("West US 2", "--replica", "1"), ("eastus",)])
def test_every_copy_gives_back_the_very_bytes(image, disk, tmp_path, words):
    output = tmp_path / "out.raw"

    told = export(output, "base/ubuntu/1.0.0", "--region", *words)

    assert sha256(output) == sha256(disk)
    assert told.startswith(f"Wrote {output}: 4,194,304 bytes, from ")


def test_a_data_disk_is_named_by_its_lun(image, data_disk, tmp_path):
    export(tmp_path / "out.raw", "ubuntu/latest", "--region", "eastus", "--lun", "3")

    assert sha256(tmp_path / "out.raw") == sha256(data_disk)


def test_a_vhd_is_the_disk_and_a_footer(image, disk, tmp_path):
    output = tmp_path / "out.vhd"

    export(output, "ubuntu/latest", "--region", "eastus", "--format", "vhd")

    assert output.read_bytes()[:-512] == disk.read_bytes()
    assert output.read_bytes()[-512:].startswith(b"conectix")


def test_latest_is_that_of_the_region(image, next_disk, disk, tmp_path):
    version(image, next_disk, "1.1.0")
    drain()

    export(tmp_path / "west.raw", "base/ubuntu/latest", "--region", "westus2")
    export(tmp_path / "east.raw", "base/ubuntu/latest", "--region", "eastus")

    assert sha256(tmp_path / "west.raw") == sha256(next_disk)
    assert sha256(tmp_path / "east.raw") == sha256(disk)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--region", "uksouth"), "not available in UK South"),
        (("--region", "atlantis"), "no region 'atlantis'"),
        (("--region", "westus2", "--replica", "2"), "as replica 2"),
        (("--region", "westus2", "--lun", "0"), "no data disk with LUN 0. This version has LUN 3"),
    ],
)
def test_what_is_not_there_is_one_line_and_writes_nothing(published, tmp_path, words, part):
    with pytest.raises(CommandError) as error:
        export(tmp_path / "out.raw", "base/ubuntu/1.0.0", *words)

    assert part in str(error.value)
    assert "\n" not in str(error.value)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("place", ["", "missing/out.raw"])
def test_the_output_is_a_file_in_a_folder_that_is_there(published, tmp_path, place):
    with pytest.raises(CommandError, match="folder"):
        export(tmp_path / place, "base/ubuntu/1.0.0", "--region", "westus2")


def test_what_somebody_may_not_read_they_do_not_get(published, tmp_path):
    stranger = factories.person()

    with pytest.raises(CommandError, match="no image version"):
        export(
            tmp_path / "out.raw", "base/ubuntu/1.0.0", "--region", "westus2",
            "--as", stranger.sign_in_name,
        )  # fmt: skip
