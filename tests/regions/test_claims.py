"""What is wanted where, and how the wish may change."""

import pytest

from portal.errors import InvalidInput, PropertyChangeNotAllowed
from regions.choices import StorageType
from regions.errors import RegionNotAllowed, UnknownRegion, ZonesMissing
from regions.models import Replica
from regions.services.claims import change_targets, check_targets, parse_target
from regions.services.status import aggregated, region_rows
from tests.support import factories
from tests.support.regions import publish, region

pytestmark = pytest.mark.usefixtures("regions")


@pytest.mark.parametrize(
    ("text", "name", "count", "type_"),
    [
        ("westus2", "westus2", 1, "Standard_LRS"),
        ("West US 2", "westus2", 1, "Standard_LRS"),
        ("westus2=3", "westus2", 3, "Standard_LRS"),
        ("South Central US=2=standard_zrs", "southcentralus", 2, "Standard_ZRS"),
    ],
)
def test_a_target_is_read_however_it_is_written(text, name, count, type_):
    target = parse_target(text)

    assert (target.region.name, target.replica_count, target.storage_type) == (name, count, type_)


@pytest.mark.parametrize("text", ["westus2=x", "westus2=1=Gold", "westus2=1=Standard_LRS=1"])
def test_a_target_that_cannot_be_read_says_so_at_its_field(text):
    with pytest.raises(InvalidInput) as caught:
        parse_target(text, field="targets")

    assert caught.value.field == "targets"


def test_an_unknown_region_names_its_neighbours():
    with pytest.raises(UnknownRegion, match="West US"):
        parse_target("westus9")


def check(*texts, source="westus2"):
    check_targets([parse_target(t) for t in texts], region(source), factories.subscription())


def test_the_source_region_must_be_a_target():
    with pytest.raises(InvalidInput, match="must contain the location"):
        check("eastus")


def test_no_region_twice():
    with pytest.raises(InvalidInput, match="Duplicate regions"):
        check("westus2", "West US 2=2")


@pytest.mark.parametrize("count", [0, 101])
def test_counts_have_bounds(count):
    with pytest.raises(InvalidInput, match="between 1 and 100"):
        check(f"westus2={count}")


def test_zone_redundancy_needs_zones():
    with pytest.raises(ZonesMissing, match="has no zones"):
        check("westus2", "westus=1=Standard_ZRS")


def test_a_restricted_region_needs_the_allow_list():
    with pytest.raises(RegionNotAllowed, match="allow list"):
        check("westus2", "australiacentral")


def test_a_publish_waits_in_every_region(disk, django_assert_num_queries):
    disk_set = publish(disk, to=["westus2=2", "eastus"])

    with django_assert_num_queries(2):
        rows = region_rows(disk_set)

    assert [(row.region.name, row.phase) for row in rows] == [
        ("westus2", "Waiting"),
        ("eastus", "Waiting"),
    ]
    assert [row.is_source for row in rows] == [True, False]
    assert all(row.waiting_for for row in rows)
    assert aggregated(rows) == "InProgress"


def test_regions_and_counts_can_change(disk):
    disk_set = publish(disk, to=["westus2=3", "eastus"])

    before, after = change_targets(disk_set, [parse_target("westus2"), parse_target("uksouth=2")])

    assert before == {"westus2": "westus2=3=Standard_LRS", "eastus": "eastus=1=Standard_LRS"}
    assert after == {"westus2": "westus2=1=Standard_LRS", "uksouth": "uksouth=2=Standard_LRS"}
    places = Replica.objects.order_by("claim__region", "ordinal")
    assert list(places.values_list("claim__region", "ordinal")) == [
        ("uksouth", 0), ("uksouth", 1), ("westus2", 0),
    ]  # fmt: skip


def test_the_source_region_cannot_be_dropped(disk):
    disk_set = publish(disk, to=["westus2", "eastus"])

    with pytest.raises(InvalidInput, match="must contain the location"):
        change_targets(disk_set, [parse_target("eastus")])


def test_a_storage_type_is_fixed(disk):
    disk_set = publish(disk, to=["westus2"])

    with pytest.raises(PropertyChangeNotAllowed, match="Drop the region"):
        change_targets(disk_set, [parse_target("westus2", default_type=StorageType.PREMIUM_LRS)])
