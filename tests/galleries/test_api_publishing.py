"""Publishing versions over the API: what is asked for, filled in and refused."""

import pytest

from accounts import roles
from accounts.models import Access
from galleries.models import ImageVersion
from tests.galleries.arm import Caller, path_of, version_body
from tests.support import factories, galleries
from tests.support.regions import drain


def test_the_body_tells_what_was_asked_and_what_was_filled_in(publisher, path, source):
    wanted = version_body(source, replicaCount=2, endOfLifeDate="2099-01-01")
    wanted["properties"]["publishingProfile"]["targetRegions"] = [
        {"name": "eastus", "storageAccountType": "standard_zrs", "regionalReplicaCount": 1},
        {"name": "West US 2", "excludeFromLatest": True},
    ]
    wanted["properties"]["storageProfile"]["osDiskImage"] = {"hostCaching": "readwrite"}

    properties = publisher.put(path, wanted).json()["properties"]

    published = properties["publishingProfile"].pop("publishedDate")
    assert published.endswith("Z")
    assert properties["publishingProfile"] == {
        "targetRegions": [
            {
                "name": "East US",
                "regionalReplicaCount": 1,
                "storageAccountType": "Standard_ZRS",
                "excludeFromLatest": False,
            },
            {
                "name": "West US 2",
                "regionalReplicaCount": 2,
                "storageAccountType": "Standard_LRS",
                "excludeFromLatest": True,
            },
        ],
        "replicaCount": 2,
        "excludeFromLatest": False,
        "endOfLifeDate": "2099-01-01T00:00:00Z",
        "storageAccountType": "Standard_LRS",
        "replicationMode": "Full",
    }
    assert properties["storageProfile"] == {
        "source": {"id": source.resource.arm_id},
        "osDiskImage": {"sizeInGB": 1, "hostCaching": "ReadWrite"},
    }
    assert properties["safetyProfile"] == {
        "allowDeletionOfReplicatedLocations": True,
        "blockDeletionBeforeEndOfLife": False,
        "reportedForPolicyViolation": False,
    }


def test_without_target_regions_there_is_the_one_it_lies_in(publisher, path, source):
    profile = publisher.put(path, version_body(source, replicaCount=3)).json()["properties"][
        "publishingProfile"
    ]

    assert [(t["name"], t["regionalReplicaCount"]) for t in profile["targetRegions"]] == [
        ("West US 2", 3)
    ]


def test_where_zones_are_preferred_regions_without_zones_get_the_other_type(
    publisher, path, source
):
    wanted = version_body(source, "westus2", "westus", storageAccountStrategy="PreferStandard_ZRS")

    answer = publisher.put(path, wanted, version="2025-03-03")
    again = publisher.put(path, answer.json(), version="2025-03-03")

    profile = again.json()["properties"]["publishingProfile"]
    assert [t["storageAccountType"] for t in profile["targetRegions"]] == [
        "Standard_ZRS",
        "Standard_LRS",
    ]
    assert profile["storageAccountStrategy"] == "PreferStandard_ZRS"
    assert "storageAccountType" not in profile


def test_early_versions_have_the_source_elsewhere_and_no_storage_types(publisher, path, source):
    body = {
        "location": "westus2",
        "properties": {
            "publishingProfile": {
                "source": {"managedImage": {"id": source.resource.arm_id}},
                "targetRegions": [{"name": "westus2", "storageAccountType": "Standard_ZRS"}],
            }
        },
    }

    early = publisher.put(path, body, version="2018-06-01").json()["properties"]
    late = publisher.get(path).json()["properties"]

    assert early["publishingProfile"]["source"] == {"managedImage": {"id": source.resource.arm_id}}
    assert "source" not in early["storageProfile"]
    assert "storageAccountType" not in str(early)
    assert late["storageProfile"]["source"] == {"id": source.resource.arm_id}
    assert late["publishingProfile"]["storageAccountType"] == "Standard_LRS"


def test_an_image_as_the_source_means_its_latest_version(publisher, path, source, house):
    answer = publisher.put(path, version_body(house.image.resource.arm_id, "westus2"))

    assert answer.status_code == 201
    told = answer.json()["properties"]["storageProfile"]["source"]["id"]
    assert told == source.resource.arm_id
    again = publisher.put(path, version_body(house.image.resource.arm_id, "westus2"))
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ({"targetRegions": [{"name": "eastus"}]}, "InvalidParameter"),
        ({"targetRegions": [{"name": "westus2"}, {"name": "West US 2"}]}, "InvalidParameter"),
        ({"targetRegions": [{"name": "westus2", "regionalReplicaCount": 0}]}, "InvalidParameter"),
        ({"targetRegions": [{"regionalReplicaCount": 1}]}, "InvalidParameter"),
        ({"targetRegions": [{"name": "atlantis"}]}, "LocationNotAvailableForResourceType"),
        (
            {"targetRegions": [{"name": "westus2", "encryption": {"osDiskImage": {"a": "b"}}}]},
            "FeatureNotSupported",
        ),
        ({"replicationMode": "Shallow"}, "FeatureNotSupported"),
        ({"targetExtendedLocations": [{"name": "x"}]}, "FeatureNotSupported"),
    ],
)
def test_what_is_wrong_with_the_regions_is_told(publisher, path, source, profile, code):
    answer = publisher.put(path, version_body(source, **profile))

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert ImageVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("storage", "code"),
    [
        ({}, "InvalidParameter"),
        ({"source": {"id": "nonsense"}}, "InvalidResourceId"),
        ({"source": {"id": "/subscriptions/x/resourceGroups/y"}}, "InvalidParameter"),
        ({"source": {"virtualMachineId": "/x"}}, "FeatureNotSupported"),
        (
            {
                "source": {
                    "id": "/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/images/z"
                }
            },
            "FeatureNotSupported",
        ),
        ({"osDiskImage": {"source": {"id": "/x"}}}, "FeatureNotSupported"),
        ({"osDiskImage": {"source": {"uri": "https://x/y.vhd"}}}, "FeatureNotSupported"),
        ({"source": {"id": "/x"}, "osDiskImage": {"source": {"id": "/x"}}}, "InvalidParameter"),
    ],
)
def test_sources_that_are_not_read_here_are_refused(publisher, path, house, storage, code):
    answer = publisher.put(path, {"location": "westus2", "properties": {"storageProfile": storage}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_an_invisible_source_reads_as_absent(publisher, path, source, house, disk):
    foreign = galleries.version(disk=disk)
    drain()
    id_ = foreign.resource.arm_id

    hidden = publisher.put(path, version_body(foreign, "westus2"))
    absent = publisher.put(path, version_body(id_.replace("1.0.0", "9.9.9"), "westus2"))

    assert hidden.status_code == absent.status_code == 404
    assert (
        hidden.json()["error"]["message"].replace("1.0.0", "9.9.9")
        == (absent.json()["error"]["message"])
    )


def test_what_a_version_is_made_from_is_told_to_those_who_may_know(publisher, path, source, house):
    foreign_reader = factories.person()
    other = galleries.definition(galleries.gallery(house.gallery.resource_group))
    factories.grant(roles.READER, foreign_reader, other)
    made = path_of(other, "versions/1.0.0")
    publisher.put(made, version_body(source, "westus2"))

    told = Caller(foreign_reader).get(made).json()["properties"]["storageProfile"]

    assert "source" not in told
    assert publisher.get(made).json()["properties"]["storageProfile"]["source"]


def test_a_source_of_another_tenant_is_read_with_its_own_token(house, source, disk):
    foreign = galleries.version(disk=disk)
    drain()
    app = factories.app(foreign.definition.gallery.subscription.tenant)
    factories.grant(roles.READER, app, foreign.definition.gallery)
    path = path_of(house.image, "versions/3.0.0")
    both = Access(roles={**Access.of(house.publisher).roles, **Access.of(app).roles})
    body = version_body(foreign, "westus2")

    alone = Caller(house.publisher).put(path, body)
    together = Caller(house.publisher, source_access=both).put(path, body)

    assert (alone.status_code, together.status_code) == (404, 201)


@pytest.mark.parametrize("number", ["1", "1.0", "1.0.0.0", "01.0.0", "a.b.c", "1.0.99999999999"])
def test_a_number_has_three_parts(publisher, house, source, number):
    answer = publisher.put(path_of(house.image, "versions", number), version_body(source))

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidParameter")
