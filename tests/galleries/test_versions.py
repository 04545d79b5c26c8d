from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Resource
from galleries import changes
from galleries.errors import BeingDeleted, NameTaken, NotEmpty
from galleries.models import ImageVersion
from galleries.services.definitions import delete_definition
from galleries.services.versions import (
    delete_version,
    next_number,
    provisioning_state,
    publish_version,
    update_version,
)
from portal.audit.models import Entry
from portal.errors import InvalidInput, LimitReached, PropertyChangeNotAllowed
from regions.errors import LastCopy, RegionNotAllowed, SourceRefused, ZonesMissing
from regions.models import Claim, DiskContent, DiskSet, Replica
from regions.services.contents import DiskInput
from regions.services.status import region_rows
from tests.support.factories import ACTOR
from tests.support.galleries import definition, gallery, region, targets, version

YESTERDAY = timezone.now() - timedelta(days=1)
NEXT_YEAR = timezone.now() + timedelta(days=365)
ROWS = (ImageVersion, Resource, DiskSet, DiskContent, Claim, Replica, Entry)


def rows() -> list[int]:
    return [model.objects.count() for model in ROWS]


def test_publishing_makes_version_card_disks_and_claims(disk, data_disk):
    image = definition(name="ubuntu")

    made = publish_version(
        actor=ACTOR,
        definition=image,
        number="1.0.0",
        disks=[DiskInput(None, file=disk), DiskInput(3, file=data_disk)],
        source_region=region("westus2"),
        targets=targets("westus2=2=Standard_ZRS", "eastus"),
        tags={"build": "7"},
    )

    assert made.resource.arm_id == f"{image.resource.arm_id}/versions/1.0.0"
    assert (made.resource.region, made.resource.tags) == ("westus2", {"build": "7"})
    assert made.resource.ancestors()[-1] == image.resource
    assert [place.lun for place in made.disk_set.disks.all()] == [None, 3]
    assert (made.source_kind, made.source_text) == ("file", "ubuntu-0.raw")
    assert (made.published_by_name, made.disk_set.card) == ("Operator", made.resource)
    assert {(c.region_id, c.replica_count, c.storage_type) for c in Claim.objects.all()} == {
        ("westus2", 2, "Standard_ZRS"), ("eastus", 1, "Standard_LRS"),
    }  # fmt: skip
    assert provisioning_state(made, region_rows(made.disk_set)) == "Creating"


def test_publishing_is_one_entry_with_everything_that_was_wanted(disk):
    made = version(definition(name="ubuntu"), disk, regions=("westus2", "eastus=2"))

    entry = Entry.objects.get(target_id=made.resource_id)
    assert (entry.action, entry.summary) == (
        "Microsoft.Compute/galleries/images/versions/write",
        "published ubuntu 1.0.0",
    )
    assert entry.after["targets"] == ["westus2=1=Standard_LRS", "eastus=2=Standard_LRS"]
    assert entry.after["source_text"] == "ubuntu-0.raw"


def test_without_targets_the_source_region_is_the_only_one(disk):
    made = publish_version(
        actor=ACTOR,
        definition=definition(),
        number="1.0.0",
        disks=[DiskInput(None, file=disk)],
        source_region=region("uksouth"),
        replica_count=2,
        storage_type="Premium_LRS",
    )

    claim = made.disk_set.claims.get()
    assert (claim.region_id, claim.replica_count, claim.storage_type) == (
        "uksouth", 2, "Premium_LRS",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "error", "field", "words"),
    [
        ({"number": "1.0"}, InvalidInput, "number", "Major"),
        ({"regions": ("westus2", "westus2=2")}, InvalidInput, "target_regions", "Duplicate"),
        ({"regions": ("westus2=0",)}, InvalidInput, "target_regions", "between 1 and 100"),
        ({"regions": ("westus2=101",)}, InvalidInput, "target_regions", "between 1 and 100"),
        ({"regions": ("westus=1=Standard_ZRS",)}, ZonesMissing, "target_regions", "no zones"),
        (
            {"regions": ("westus2", "australiacentral")},
            RegionNotAllowed,
            "target_regions",
            "allow list",
        ),
        ({"replica_count": 0}, InvalidInput, "target_regions", "between 1 and 100"),
        ({"end_of_life": YESTERDAY}, InvalidInput, "end_of_life", "future date"),
        ({"tags": {"": "x"}}, InvalidInput, "tags", "tag name"),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(disk, wrong, error, field, words):
    image = definition()
    before = rows()

    with pytest.raises(error, match=words) as refused:
        version(image, disk, **wrong)

    assert refused.value.field == field
    assert rows() == before


def test_the_source_region_must_be_a_target(disk):
    with pytest.raises(InvalidInput, match="must contain the location"):
        publish_version(
            actor=ACTOR,
            definition=definition(),
            number="1.0.0",
            disks=[DiskInput(None, file=disk)],
            source_region=region("westus2"),
            targets=targets("eastus"),
        )


def test_a_file_that_is_no_disk_leaves_nothing_behind(tmp_path):
    image, before = definition(), rows()
    text = tmp_path / "notes.txt"
    text.write_text("not a disk" * 100)

    with pytest.raises(SourceRefused) as refused:
        version(image, text)

    assert refused.value.field == "os_disk"
    assert rows() == before


def test_one_kind_of_source_exactly(disk):
    with pytest.raises(InvalidInput, match="One and only one source type"):
        version(definition())

    other = version(definition(), disk)
    with pytest.raises(InvalidInput, match="One and only one source type"):
        version(definition(), disk, source=other)


def test_a_taken_number_says_the_next_free_one(disk):
    image = definition()
    version(image, disk, "1.8.0")
    version(image, disk, "1.8.4")
    version(image, disk, "2.0.0")
    before = rows()

    with pytest.raises(NameTaken, match=r"1\.8\.0 already exists.*number is 1\.8\.5") as refused:
        version(image, disk, "1.8.0")

    assert refused.value.field == "number"
    assert rows() == before
    assert str(next_number(image)) == "2.0.1"


def test_the_first_number_is_suggested_too():
    assert str(next_number(definition())) == "1.0.0"


def test_the_limit_counts_per_subscription_and_source_region(settings, disk):
    settings.SIG_MAX_VERSIONS = 1
    image = definition()
    version(image, disk, "1.0.0")

    with pytest.raises(LimitReached, match="1 of 1 resources of type 'Image version'"):
        version(image, disk, "1.0.1")

    version(image, disk, "1.0.1", regions=("eastus",))


FIXED = {
    "number": "2.0.0",
    "region": "eastus",
    "storage_type": "Premium_LRS",
    "source_text": "other.raw",
    "storage_strategy": "PreferStandard_ZRS",
    "host_caching": {"": "ReadWrite"},
}
FREE = {
    "exclude_from_latest": True,
    "end_of_life": NEXT_YEAR,
    "replica_count": 3,
    "may_lose_regions": False,
    "is_kept_until_end_of_life": True,
    "tags": {"team": "platform"},
}


def test_every_property_is_in_the_rule_of_change():
    assert set(FIXED) == set(changes.VERSION.never)
    assert {*FREE, "targets"} == set(changes.VERSION.always)


@pytest.mark.parametrize("name", FIXED)
def test_number_place_and_source_never_change(disk, name):
    made = version(disk=disk)

    with pytest.raises(PropertyChangeNotAllowed) as refused:
        update_version(
            actor=ACTOR, version=made, **{"exclude_from_latest": True, name: FIXED[name]}
        )

    assert changes.VERSION.never[name] in refused.value.message
    assert not ImageVersion.objects.get().exclude_from_latest


@pytest.mark.parametrize("name", FREE)
def test_what_is_free_changes_and_is_logged(disk, name):
    made = version(disk=disk)

    update_version(actor=ACTOR, version=made, **{name: FREE[name]})

    made = ImageVersion.objects.get()
    entry = Entry.objects.filter(target_id=made.resource_id).last()
    assert (made.resource.tags if name == "tags" else getattr(made, name)) == FREE[name]
    assert set(entry.before) == set(entry.after) == {name}


def test_an_end_of_life_must_lie_ahead(disk):
    with pytest.raises(InvalidInput, match="future date"):
        update_version(actor=ACTOR, version=version(disk=disk), end_of_life=YESTERDAY)


@pytest.mark.parametrize("count", [0, 101])
def test_the_common_count_has_bounds(disk, count):
    with pytest.raises(InvalidInput, match="between 1 and 100"):
        update_version(actor=ACTOR, version=version(disk=disk), replica_count=count)


def test_regions_and_counts_change_together_in_one_entry(disk):
    made = version(disk=disk, regions=("westus2", "eastus"))

    update_version(
        actor=ACTOR,
        version=made,
        targets=targets("westus2=2", "uksouth"),
        exclude_from_latest=True,
    )

    entry = Entry.objects.filter(target_id=made.resource_id).last()
    assert entry.before == {
        "exclude_from_latest": False,
        "targets": ["eastus=1=Standard_LRS", "westus2=1=Standard_LRS"],
    }
    assert entry.after == {
        "exclude_from_latest": True,
        "targets": ["uksouth=1=Standard_LRS", "westus2=2=Standard_LRS"],
    }
    assert provisioning_state(made, region_rows(made.disk_set)) == "Updating"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (("eastus",), (LastCopy, InvalidInput)),
        (("westus2=1=Premium_LRS", "eastus"), PropertyChangeNotAllowed),
    ],
)
def test_source_region_and_storage_types_stay(disk, wrong, error):
    made = version(disk=disk, regions=("westus2", "eastus"))
    before = rows()

    with pytest.raises(error):
        update_version(actor=ACTOR, version=made, targets=targets(*wrong), exclude_from_latest=True)

    assert rows() == before
    assert not ImageVersion.objects.get().exclude_from_latest


def test_deleting_takes_every_row_but_the_activity(disk):
    image = definition(name="ubuntu")
    made = version(image, disk, regions=("westus2=2", "eastus"))
    card = made.resource_id

    delete_version(actor=ACTOR, version=made)

    for model in (ImageVersion, DiskSet, DiskContent, Claim, Replica):
        assert not model.objects.exists(), model
    assert not Resource.objects.filter(pk=card).exists()
    summaries = [entry.summary for entry in Entry.objects.filter(target_id=card).order_by("id")]
    assert summaries == ["published ubuntu 1.0.0", "deleted ubuntu 1.0.0"]
    assert Entry.objects.last().before["number"] == "1.0.0"


def test_a_number_is_free_again_once_its_version_is_gone(disk):
    image = definition()
    delete_version(actor=ACTOR, version=version(image, disk))

    assert version(image, disk).number == "1.0.0"


def test_a_number_is_taken_while_its_version_is_being_deleted(disk):
    image = definition()
    made = version(image, disk)
    ImageVersion.objects.update(deleting_since=timezone.now())
    made.refresh_from_db()

    with pytest.raises(NameTaken):
        version(image, disk)
    with pytest.raises(BeingDeleted, match="marked for deletion"):
        update_version(actor=ACTOR, version=made, exclude_from_latest=True)
    assert provisioning_state(made, region_rows(made.disk_set)) == "Deleting"


def test_a_definition_with_versions_says_what_is_inside_and_stays(disk):
    image = definition(gallery(), name="ubuntu")
    version(image, disk, "1.9.0")
    version(image, disk, "1.10.0")

    with pytest.raises(NotEmpty, match=r"still holds 2 versions \(newest: 1\.10\.0, 1\.9\.0\)"):
        delete_definition(actor=ACTOR, definition=image)
