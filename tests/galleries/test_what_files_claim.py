"""What a disk file is called, and what publish_image is told of it, when its content is silent."""

import pytest
from django.core.management import CommandError, call_command

from regions.models import DiskContent
from tests.support import factories

SILENT = bytes(range(1, 256)) * 4096  # no partition table, no file system


def publish(file, *words) -> DiskContent:
    factories.resource_group(region="westus2")
    call_command(
        "publish_image", str(file), "--gallery", "base", "--definition", "ubuntu",
        "--version", "1.0.0", "--publisher", "N", "--offer", "B", "--sku", "u", *words,
    )  # fmt: skip
    return DiskContent.objects.get()


@pytest.fixture
def half_vhd(disk, tmp_path):
    """A fixed VHD whose end is missing begins like any raw disk."""
    file = tmp_path / "half.vhd"
    file.write_bytes(disk.read_bytes()[: 3 << 20])
    return file


def test_a_file_called_raw_needs_no_file_system(tmp_path):
    file = tmp_path / "data.RAW"
    file.write_bytes(SILENT)

    assert publish(file).source_format == "raw"


def test_a_file_of_another_name_is_raw_when_one_says_so(tmp_path):
    file = tmp_path / "sdb"
    file.write_bytes(SILENT)

    assert publish(file, "--format", "raw").source_format == "raw"


def test_a_file_of_another_name_is_refused_when_nobody_says_so(tmp_path):
    file = tmp_path / "sdb"
    file.write_bytes(SILENT)

    with pytest.raises(CommandError, match="No partition table or file system was found"):
        publish(file)


def test_what_is_left_of_a_vhd_is_no_raw_disk(half_vhd):
    with pytest.raises(CommandError, match="Said to be vhd, but the content is raw"):
        publish(half_vhd)


def test_a_vhd_that_is_called_raw_is_refused(disk, tmp_path):
    file = tmp_path / "really.raw"
    file.write_bytes(b"conectix" + disk.read_bytes())

    with pytest.raises(CommandError, match="Said to be raw, but the content is vhd"):
        publish(file)
