"""Where replicas live."""

from uuid import uuid4

import pytest

from imagestore.errors import StoreUnavailable
from regions.models import Replica, Store
from regions.services.forget import forget_tenant
from regions.services.stores import enlist_stores
from regions.stores import (
    StoreUnknown,
    addresses_of,
    indexes_of,
    staging_folder,
    store_folder,
)
from tests.support.regions import configure, publish

pytestmark = pytest.mark.usefixtures("regions")


def places(text):
    related = ("claim__region", "claim__disk_set__tenant__resource")
    return [
        [(a.zone, a.tier, a.ordinal) for a in addresses_of(replica)]
        for replica in Replica.objects.select_related(*related).order_by("ordinal")
        if replica.claim.region_id == text
    ]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("westus2=4", [[(z, "standard", k)] for k, z in enumerate("1231")]),
        ("westus=2", [[("0", "standard", 0)], [("0", "standard", 1)]]),
        ("westus2=1=Standard_ZRS", [[(z, "standard", 0) for z in "123"]]),
        ("westus2=1=Premium_LRS", [[("1", "premium", 0)]]),
    ],
)
def test_each_type_has_its_places(disk, target, expected):
    publish(disk, to=[target])

    assert places(target.split("=")[0]) == expected


CONFIGURED = """
[[region]]
name = "north"
display_name = "North"
latitude = 60
longitude = 10
zones = 3
stores = {{ standard = "{folder}/all", "standard-3" = "file://{folder}/third" }}
"""


@pytest.fixture
def north(settings, tmp_path):
    configure(settings, tmp_path, CONFIGURED, "all/1", "all/2", "third")
    return tmp_path


def test_configured_stores_are_marked_once_and_known_again(north):
    enlist_stores()
    enlist_stores()

    assert Store.objects.count() == 3
    assert store_folder("north", "2", "standard") == north / "all" / "2"
    assert store_folder("north", "3", "standard") == north / "third"


def test_a_store_that_is_away_is_named(north):
    enlist_stores()
    (north / "third").rename(north / "away")

    with pytest.raises(StoreUnavailable, match="third of north is not there"):
        store_folder("north", "3", "standard")


def test_an_empty_mount_point_is_not_the_store(north):
    enlist_stores()
    (north / "third").rename(north / "away")
    (north / "third").mkdir()

    with pytest.raises(StoreUnknown, match="not the store that was there"):
        store_folder("north", "3", "standard")
    enlist_stores()
    assert list((north / "third").iterdir()) == []


def test_a_region_that_is_not_configured_any_more_is_named():
    with pytest.raises(StoreUnavailable, match="gone is not among the configured regions"):
        staging_folder("gone")


def test_a_tenant_that_is_forgotten_leaves_no_index(settings):
    tenant, other = uuid4(), uuid4()
    for owner in (tenant, other):
        (settings.SIG_DATA / f"cache/indexes/westus2/1/standard/{owner}/set-0").mkdir(parents=True)

    forget_tenant(tenant)

    assert indexes_of(str(tenant)) == []
    assert len(indexes_of(str(other))) == 1
