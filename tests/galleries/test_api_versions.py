"""Image versions over the API: from a PUT to copies in every region."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import roles
from accounts.models import Access
from galleries.models import ImageVersion
from galleries.services.latest import latest
from portal.audit.models import Entry
from regions.models import Claim, Replica
from regions.replication.fold import fold
from tests.galleries.arm import Caller, build, image_body, path_of, version_body
from tests.support import factories, galleries
from tests.support.regions import drain


@pytest.fixture
def house(regions):
    return build()


@pytest.fixture
def source(house, disk) -> ImageVersion:
    made = galleries.version(house.image, disk, regions=("westus2", "eastus"))
    drain()
    return made


@pytest.fixture
def publisher(house):
    return Caller(house.publisher)


@pytest.fixture
def path(house):
    return path_of(house.image, "versions/2.0.0")


def followed(caller, answer, key="Azure-AsyncOperation"):
    return caller.get(answer[key].removeprefix("http://testserver"), version="")


def test_publishing_answers_201_and_goes_on_until_every_region_has_settled(publisher, path, source):
    answer = publisher.put(path, version_body(source, "West US 2", "eastus"))

    assert answer.status_code == 201
    assert answer["Retry-After"] == "1"
    assert answer.json()["properties"]["provisioningState"] == "Creating"
    assert followed(publisher, answer).json()["status"] == "InProgress"
    assert followed(publisher, answer, "Location").status_code == 202
    drain("westus2")
    assert followed(publisher, answer).json()["status"] == "InProgress"
    drain()
    assert followed(publisher, answer).json()["status"] == "Succeeded"
    result = followed(publisher, answer, "Location")
    assert (result.status_code, result.json()["name"]) == (200, "2.0.0")
    assert result.json()["properties"]["provisioningState"] == "Succeeded"


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


def test_updating_as_clients_do_keeps_the_source(publisher, path, source):
    publisher.put(path, version_body(source, "westus2", "eastus"))
    drain()
    body = publisher.get(path).json()
    properties = body["properties"]
    del properties["storageProfile"]["source"]
    del properties["storageProfile"]["osDiskImage"]["sizeInGB"]
    del properties["publishingProfile"]["publishedDate"]
    before = Entry.objects.count()

    same = publisher.put(path, body)
    properties["publishingProfile"]["targetRegions"].append({"name": "uksouth"})
    more = publisher.put(path, body)

    assert (same.status_code, "Azure-AsyncOperation" in same) == (200, False)
    assert same.json()["properties"]["provisioningState"] == "Succeeded"
    assert (more.status_code, "Azure-AsyncOperation" in more) == (200, True)
    assert more.json()["properties"]["provisioningState"] == "Updating"
    assert more.json()["properties"]["storageProfile"]["source"] == {"id": source.resource.arm_id}
    assert Entry.objects.count() == before + 1


def test_a_put_without_properties_changes_tags_alone(publisher, path, source):
    publisher.put(path, version_body(source, "westus2", "eastus", excludeFromLatest=True))

    body = publisher.put(path, {"location": "westus2", "tags": {"a": "b"}}).json()

    assert body["tags"] == {"a": "b"}
    assert body["properties"]["publishingProfile"]["excludeFromLatest"] is True
    assert Claim.objects.filter(disk_set__version__major=2).count() == 2


def test_a_patch_answers_200_and_keeps_the_regions_it_does_not_name(publisher, path, source):
    publisher.put(path, version_body(source, "westus2", "eastus"))
    drain()

    kept = publisher.patch(path, {"properties": {"publishingProfile": {"excludeFromLatest": True}}})
    targets = [{"name": "westus2", "regionalReplicaCount": 2}]
    changed = publisher.patch(
        path,
        {"properties": {"publishingProfile": {"targetRegions": targets}, "storageProfile": {}}},
    )

    assert (kept.status_code, "Azure-AsyncOperation" in kept) == (200, False)
    assert len(kept.json()["properties"]["publishingProfile"]["targetRegions"]) == 2
    assert (changed.status_code, "Azure-AsyncOperation" in changed) == (200, True)
    assert len(changed.json()["properties"]["publishingProfile"]["targetRegions"]) == 1


def test_the_common_exclusion_counts_where_a_region_only_repeats_what_it_shows(
    publisher, path, source, house
):
    publisher.put(path, version_body(source, "westus2", "eastus"))
    drain()
    body = publisher.get(path).json()
    body["properties"]["publishingProfile"]["excludeFromLatest"] = True

    body = publisher.put(path, body).json()
    assert latest(house.image) == source
    body["properties"]["publishingProfile"]["targetRegions"][1]["excludeFromLatest"] = False
    body = publisher.put(path, body).json()

    targets = body["properties"]["publishingProfile"]["targetRegions"]
    assert [target["excludeFromLatest"] for target in targets] == [True, False]
    assert latest(house.image, "westus2") == source
    assert latest(house.image, "eastus").number == "2.0.0"


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


@pytest.mark.parametrize("version", ["2018-06-01", "2024-03-03"])
def test_the_source_never_changes(publisher, path, source, house, version):
    publisher.put(path, version_body(source, "westus2"))
    other = version_body(f"{house.image.resource.arm_id}/versions/7.7.7", "westus2")
    if version < "2019":
        source_ = other["properties"].pop("storageProfile")["source"]
        other["properties"]["publishingProfile"]["source"] = {"managedImage": source_}

    answer = publisher.put(path, other, version=version)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "PropertyChangeNotAllowed")


def test_disks_and_storage_types_never_change(publisher, path, source):
    publisher.put(path, version_body(source, "westus2"))
    luns = {"properties": {"storageProfile": {"dataDiskImages": [{"lun": 5}]}}}
    caching = {"properties": {"storageProfile": {"osDiskImage": {"hostCaching": "None"}}}}
    type_ = {"properties": {"publishingProfile": {"storageAccountType": "Premium_LRS"}}}

    for change in (luns, caching, type_):
        answer = publisher.patch(path, change)
        assert (answer.status_code, answer.json()["error"]["code"]) == (
            409,
            "PropertyChangeNotAllowed",
        )


def test_a_regions_storage_type_is_repeated_as_it_was(publisher, path, source):
    wanted = version_body(source)
    targets = [{"name": "westus2", "storageAccountType": "Standard_ZRS"}]
    wanted["properties"]["publishingProfile"]["targetRegions"] = targets
    publisher.put(path, wanted)
    del targets[0]["storageAccountType"]

    answer = publisher.put(path, wanted)

    assert answer.status_code == 400
    assert "Global storage account type does not match" in answer.json()["error"]["message"]


def test_status_is_told_when_it_is_asked_for(publisher, path, source):
    publisher.put(path, version_body(source, "eastus", "westus2"))
    drain("westus2")

    status = publisher.get(f"{path}?$expand=replicationstatus").json()["properties"][
        "replicationStatus"
    ]

    assert status["aggregatedState"] == "InProgress"
    assert [row["region"] for row in status["summary"]] == ["East US", "West US 2"]
    assert status["summary"][1] == {
        "region": "West US 2",
        "state": "Completed",
        "details": "",
        "progress": 100,
    }
    assert "replicationStatus" not in publisher.get(path).json()["properties"]


def test_a_failed_region_fails_the_operation_and_the_same_put_tries_again(publisher, path, source):
    answer = publisher.put(path, version_body(source, "westus2", "uksouth"))
    Replica.objects.filter(claim__region="uksouth").update(
        state="Failed", error_code="StoreFull", error_message="The store is full."
    )
    drain()
    fold(Claim.objects.values_list("pk", flat=True))

    failed = followed(publisher, answer).json()
    assert failed["status"] == "Failed"
    assert "'{region:uksouth, detail:The store is full.}'" in failed["error"]["message"]
    assert publisher.get(path).json()["properties"]["provisioningState"] == "Failed"
    again = publisher.put(path, version_body(source, "westus2", "uksouth"))
    assert again.status_code == 200
    drain()
    assert followed(publisher, again).json()["status"] == "Succeeded"


def test_canceling_stops_the_regions_that_are_under_way(publisher, path, source, house):
    answer = publisher.put(path, version_body(source, "westus2", "eastus"))
    drain("westus2")
    stop = answer["Azure-AsyncOperation"].removeprefix("http://testserver")
    stop = stop.replace("?", "/cancel?")

    assert Caller(house.reader).post(stop, version="").status_code == 403
    stopped = publisher.post(stop, version="")

    assert (stopped.status_code, stopped.json()["status"]) == (200, "Canceled")
    states = {c.region_id: c.state for c in Claim.objects.filter(disk_set__version__major=2)}
    assert states == {"westus2": "Completed", "eastus": "Failed"}


def test_a_protected_region_stays(publisher, path, source):
    wanted = version_body(source, "westus2", "eastus")
    wanted["properties"]["safetyProfile"] = {"allowDeletionOfReplicatedLocations": False}
    publisher.put(path, wanted)
    drain()

    refused = publisher.put(path, version_body(source, "westus2"))
    allowed = version_body(source, "westus2")
    allowed["properties"]["safetyProfile"] = {"allowDeletionOfReplicatedLocations": True}

    assert refused.status_code == 409
    assert publisher.put(path, allowed).status_code == 200


def test_a_version_that_is_kept_until_its_end_of_life_is_not_deleted_before(
    publisher, path, source
):
    wanted = version_body(source, "westus2", endOfLifeDate="2099-01-01")
    wanted["properties"]["safetyProfile"] = {"blockDeletionBeforeEndOfLife": True}
    publisher.put(path, wanted)

    refused = publisher.delete(path)
    ImageVersion.objects.filter(major=2).update(end_of_life=timezone.now() - timedelta(days=1))

    assert (refused.status_code, refused.json()["error"]["code"]) == (
        409,
        "DeleteGalleryImageVersionBlockedBeforeEndOfLife",
    )
    assert publisher.delete(path).status_code == 200
    assert publisher.delete(path).status_code == 204


def test_a_version_that_is_deleted_meanwhile_ends_its_operation(publisher, path, source):
    answer = publisher.put(path, version_body(source, "westus2"))
    publisher.delete(path)

    assert followed(publisher, answer).json()["status"] == "Canceled"


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


def test_lists_are_in_the_order_of_numbers_and_cost_the_same(publisher, house, source):
    path = path_of(house.image, "versions")
    with CaptureQueriesContext(connection) as one:
        publisher.get(path)
    for number in ("1.10.0", "1.9.0", "1.9.1", "0.1.0"):
        publisher.put(path_of(house.image, "versions", number), version_body(source, "westus2"))
    with CaptureQueriesContext(connection) as five:
        listed = publisher.get(path).json()["value"]

    assert [row["name"] for row in listed] == ["0.1.0", "1.0.0", "1.9.0", "1.9.1", "1.10.0"]
    assert len(five) <= len(one) + 1  # where sources are
    seen, address = [], f"{path}?$top=2"
    while address:
        answer = publisher.get(address, version="" if seen else "2024-03-03").json()
        seen += [row["name"] for row in answer["value"]]
        address = answer.get("nextLink", "").removeprefix("http://testserver")
    assert seen == [row["name"] for row in listed]


def test_who_only_reads_changes_nothing(house, source):
    reader, path = Caller(house.reader), path_of(house.image, "versions/1.0.0")

    assert reader.get(path).status_code == 200
    assert reader.patch(path, {}).status_code == 403
    assert reader.delete(path).status_code == 403
    assert reader.put(path_of(house.image, "versions/5.0.0"), image_body()).status_code == 403
    assert Caller(house.stranger).get(path).status_code == 404
    assert Caller(house.stranger).delete(path).status_code == 204


@pytest.mark.parametrize("number", ["1", "1.0", "1.0.0.0", "01.0.0", "a.b.c", "1.0.99999999999"])
def test_a_number_has_three_parts(publisher, house, source, number):
    answer = publisher.put(path_of(house.image, "versions", number), version_body(source))

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidParameter")
