"""Versions over the API: followed until every region has settled, listed, read."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Claim, Replica
from regions.replication.fold import fold
from tests.galleries.arm import Caller, image_body, path_of, version_body
from tests.support.regions import drain


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


def test_a_version_that_is_deleted_meanwhile_ends_its_operation(publisher, path, source):
    answer = publisher.put(path, version_body(source, "westus2"))
    publisher.delete(path)

    assert followed(publisher, answer).json()["status"] == "Canceled"


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
