"""What may change of a version over the API, and when it goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from galleries.models import ImageVersion
from galleries.services.latest import latest
from portal.audit.models import Entry
from regions.models import Claim
from tests.galleries.arm import version_body
from tests.support.regions import drain


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
