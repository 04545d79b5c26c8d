"""Files out of replicas, whole or in part."""

import pytest

from portal.errors import InvalidInput, NotFound
from regions.services.exports import open_export
from tests.support.regions import drain, publish, region

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture
def published(disk, next_disk):
    disk_set = publish(disk, next_disk, to=["westus2=2", "uksouth"])
    drain()
    return disk_set


@pytest.mark.parametrize("ordinal", [None, 0, 1])
def test_any_replica_gives_the_disk(published, disk, tmp_path, ordinal):
    open_export(published, region(), ordinal=ordinal).write_to(tmp_path / "out")

    assert (tmp_path / "out").read_bytes() == disk.read_bytes()


def test_a_data_disk_is_named_by_its_lun(published, next_disk, tmp_path):
    open_export(published, region("uksouth"), lun=0).write_to(tmp_path / "out")

    assert (tmp_path / "out").read_bytes() == next_disk.read_bytes()


def test_a_range_is_what_the_whole_has_there(published, disk):
    export = open_export(published, region(), format="vhd")

    whole = b"".join(export.read())
    part = b"".join(export.read(1_000_001, 3_000_003))

    assert len(whole) == export.size == disk.stat().st_size + 512
    assert part == whole[1_000_001 : 1_000_001 + 3_000_003]


@pytest.mark.parametrize(
    ("name", "fields", "error"),
    [
        ("eastus", {}, NotFound),
        ("westus2", {"ordinal": 2}, NotFound),
        ("westus2", {"lun": 5}, NotFound),
        ("westus2", {"format": "qcow2"}, InvalidInput),
    ],
)
def test_what_is_not_there_is_said_at_its_field(published, name, fields, error):
    with pytest.raises(error) as caught:
        open_export(published, region(name), **fields)

    assert caught.value.field in {"region", "lun", "format"}
