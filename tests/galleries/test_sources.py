"""Versions made from other versions, and what becomes of them when the source goes."""

import pytest

from galleries.errors import SourceInUse, SourceMismatch
from galleries.models import ImageVersion
from galleries.services.versions import delete_version, provisioning_state
from portal.audit.models import Entry
from portal.errors import Conflict
from regions.models import DiskContent
from regions.services.status import region_rows
from tests.support.factories import ACTOR
from tests.support.galleries import definition, gallery, version
from tests.support.regions import drain


@pytest.fixture
def source(disk) -> ImageVersion:
    made = version(definition(name="ubuntu"), disk, regions=("westus2", "eastus"))
    drain()
    return made


def in_same_subscription(source: ImageVersion, **fields):
    return definition(gallery(source.definition.gallery.resource_group), **fields)


def test_a_published_file_is_ready_everywhere(source):
    rows = region_rows(source.disk_set)

    assert [row.state for row in rows] == ["Completed", "Completed"]
    assert provisioning_state(source, rows) == "Succeeded"


def test_within_a_tenant_no_byte_moves_where_they_are(source):
    made = version(in_same_subscription(source), source=source, regions=("eastus",))
    drain()

    (row,) = region_rows(made.disk_set)
    assert row.state == "Completed"
    assert row.bytes_copied == 0
    assert row.bytes_reused == row.bytes_total > 0
    assert DiskContent.objects.count() == 1
    assert (made.source_kind, made.source_text) == ("version", source.resource.arm_id)


def test_the_log_of_the_copy_does_not_tell_where_its_source_lies(source):
    made = version(definition(), source=source, regions=("eastus",))

    entry = Entry.objects.get(target_id=made.resource.pk)
    assert entry.after["source_text"] == str(source)
    assert source.definition.gallery.name not in str(entry.after)


def test_the_log_does_not_tell_it_when_the_copy_is_deleted_either(source):
    made = version(definition(), source=source, regions=("eastus",))
    drain()

    delete_version(actor=ACTOR, version=made)

    entry = Entry.objects.latest("id")
    assert entry.before["source_text"] == str(source)
    assert source.definition.gallery.name not in str(entry.before)


def test_another_tenants_bytes_are_copied(source):
    made = version(definition(), source=source, regions=("eastus",))
    drain()

    (row,) = region_rows(made.disk_set)
    assert row.state == "Completed"
    assert row.bytes_copied == row.bytes_total > 0
    ours = made.disk_set.contents.get()
    theirs = source.disk_set.contents.get()
    assert ours != theirs
    assert ours.manifest == theirs.manifest


@pytest.mark.parametrize("same_tenant", [True, False])
def test_a_version_does_not_need_its_source_afterwards(source, same_tenant):
    image = in_same_subscription(source) if same_tenant else definition()
    made = version(image, source=source, regions=("uksouth",))
    drain()

    delete_version(actor=ACTOR, version=source)
    more = version(image, source=made, number="1.0.1", regions=("uksouth", "westus2"))
    drain()

    assert {row.state for row in region_rows(more.disk_set)} == {"Completed"}


def test_a_source_stays_while_it_is_being_copied(source):
    version(in_same_subscription(source), source=source, regions=("uksouth",))

    with pytest.raises(SourceInUse, match="1 other version is still being copied from 1.0.0"):
        delete_version(actor=ACTOR, version=source)

    assert ImageVersion.objects.count() == 2


def test_another_tenant_does_not_keep_a_source_from_going(source):
    made = version(definition(), source=source, regions=("uksouth",))

    delete_version(actor=ACTOR, version=source)
    drain()

    (row,) = region_rows(made.disk_set)
    assert (row.state, row.error_code) == ("Failed", "SourceGone")


def test_a_source_that_is_not_ready_is_refused(disk):
    waiting = version(disk=disk)

    with pytest.raises(Conflict, match="not ready in any region yet"):
        version(definition(), source=waiting)


@pytest.mark.parametrize(
    ("property_", "words"),
    [
        ({"os_type": "Windows"}, r"different OS type \['Linux'\] than .* \['Windows'\]"),
        ({"os_state": "Specialized"}, "different OS state"),
        ({"generation": "V1"}, "different Hypervisor generation"),
        ({"architecture": "Arm64"}, "different architecture"),
        ({"plan_name": "byol"}, "different plan"),
    ],
)
def test_a_source_of_another_kind_is_refused(source, property_, words):
    image = definition(**property_)

    with pytest.raises(SourceMismatch, match=words) as refused:
        version(image, source=source)

    assert refused.value.field == "source"
