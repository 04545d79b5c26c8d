"""What can only be noticed while reading leaves a Failed version: retry it, or let it go."""

import shutil

import pytest

from galleries.models import ImageVersion
from galleries.services.versions import delete_version, provisioning_state, replace_source
from portal.audit.models import Entry
from portal.errors import Conflict
from regions.errors import SourceRefused
from regions.models import DiskContent
from regions.services.contents import DiskInput
from regions.services.status import region_rows
from tests.support.factories import ACTOR
from tests.support.galleries import definition, version
from tests.support.regions import drain


@pytest.fixture
def failed(disk, tmp_path) -> ImageVersion:
    """Its file was taken away before a worker read it."""
    file = tmp_path / "gone.raw"
    shutil.copy(disk, file)
    made = version(definition(name="ubuntu"), file, regions=("westus2=2", "eastus"))
    file.unlink()
    drain()
    return made


def states(made: ImageVersion) -> list[str]:
    return [row.state.value for row in region_rows(made.disk_set)]


def test_it_is_failed_in_every_region_and_says_why(failed):
    rows = region_rows(failed.disk_set)

    assert states(failed) == ["Failed", "Failed"]
    assert provisioning_state(failed, rows) == "Failed"
    assert all(row.error_message and row.advice for row in rows)


def test_another_file_makes_it_whole_with_the_same_wishes(failed, disk):
    replace_source(actor=ACTOR, version=failed, disks=[DiskInput(None, file=disk)])
    drain()

    made = ImageVersion.objects.get()
    assert states(made) == ["Completed", "Completed"]
    assert {c.region_id: c.replica_count for c in made.disk_set.claims.all()} == {
        "westus2": 2, "eastus": 1,
    }  # fmt: skip
    assert (made.number, made.source_text) == ("1.0.0", "ubuntu-0.raw")
    assert DiskContent.objects.count() == 1
    entry = Entry.objects.filter(summary__contains="another source").get()
    assert (entry.before, entry.after) == (
        {"source_text": "gone.raw"},
        {"source_text": "ubuntu-0.raw"},
    )


def test_another_bad_file_is_refused_and_changes_nothing(failed, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("not a disk" * 100)

    with pytest.raises(SourceRefused):
        replace_source(actor=ACTOR, version=failed, disks=[DiskInput(None, file=text)])

    assert ImageVersion.objects.get().source_text == "gone.raw"


def test_what_was_read_is_immutable(disk, next_disk):
    made = version(disk=disk)
    drain()

    with pytest.raises(Conflict, match="cannot be replaced"):
        replace_source(actor=ACTOR, version=made, disks=[DiskInput(None, file=next_disk)])


def test_it_can_be_deleted_at_once(failed, disk):
    delete_version(actor=ACTOR, version=failed)

    assert version(failed.definition, disk).number == "1.0.0"
