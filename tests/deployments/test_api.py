"""Deployments over the API: who may, lists, and deployments in a subscription."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import CONTRIBUTOR
from tests.deployments.house import VERSION, body_of, carry_out, problem
from tests.deployments.lab import thing
from tests.deployments.worlds import nested
from tests.support import factories
from tests.support.api import Caller


def test_whoever_cannot_see_the_group_learns_nothing(house):
    house.finish(thing("a"))

    for method, rest in (
        ("get", ""),
        ("put", ""),
        ("delete", ""),
        ("post", "/validate"),
        ("post", "/whatIf"),
        ("post", "/cancel"),
        ("post", "/exportTemplate"),
        ("get", "/operations"),
    ):
        body = body_of({"resources": []}) if method != "get" else None
        response = house.call(method, rest, body, by=house.sofia)
        assert problem(response) == (404, "ResourceGroupNotFound")


def test_whoever_reads_may_look_and_change_nothing(house):
    house.finish(thing("a"))

    assert house.call("get", by=house.priya).status_code == 200
    assert house.call("head", by=house.priya).status_code == 204
    assert house.call("get", "/operations", by=house.priya).status_code == 200
    for method, rest in (
        ("put", ""),
        ("delete", ""),
        ("post", "/validate"),
        ("post", "/whatIf"),
        ("post", "/cancel"),
        ("post", "/exportTemplate"),
    ):
        body = body_of({"resources": []}) if method != "get" else None
        assert problem(house.call(method, rest, body, by=house.priya)) == (
            403,
            "AuthorizationFailed",
        )


def test_a_deployment_that_is_not_there_is_named(house):
    assert problem(house.call("get")) == (404, "DeploymentNotFound")
    assert house.call("head").status_code == 404


def test_a_resource_is_made_with_the_rights_of_whoever_deployed(house, lab):
    """To deploy somewhere is no right to what the template names elsewhere."""
    other = factories.resource_group(house.group.subscription, "other")
    inside = nested("inside", thing("a"))
    inside["resourceGroup"] = other.name

    shown = house.finish(inside)

    assert shown["properties"]["error"]["details"][0]["code"] == "ResourceGroupNotFound"
    assert lab.puts == []


def test_a_deployment_inside_may_lie_in_another_group(house, lab):
    other = factories.resource_group(house.group.subscription, "other")
    factories.grant(CONTRIBUTOR, house.maya, other)
    inside = nested("inside", thing("[resourceGroup().name]"))
    inside["resourceGroup"] = other.name

    shown = house.finish(inside)

    assert shown["properties"]["provisioningState"] == "Succeeded"
    assert lab.puts == ["other"]


# Lists


def test_deployments_are_listed_newest_first_and_paged(house):
    for name in "abc":
        house.finish(thing("x"), name=name)
    first = Caller(house.maya).get(f"{house.url('')}?$top=2", VERSION).data

    second = Caller(house.maya).get(first["nextLink"].partition("testserver")[2], "").data

    assert [each["name"] for each in first["value"]] == ["c", "b"]
    assert [each["name"] for each in second["value"]] == ["a"]
    assert "nextLink" not in second


def test_a_list_is_filtered_by_state(house):
    house.finish(thing("x"), name="good")
    house.finish(thing("x", properties={"fails": "No."}), name="bad")

    address = f"{house.url('')}?$filter=provisioningState eq 'Failed'"
    found = Caller(house.maya).get(address, VERSION).data["value"]
    wrong = Caller(house.maya).get(f"{house.url('')}?$filter=name eq 'x'", VERSION)

    assert [each["name"] for each in found] == ["bad"]
    assert wrong.status_code == 400


def test_a_longer_list_takes_no_more_queries(house):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Caller(house.maya).get(house.url(""), VERSION).status_code == 200
        return len(seen)

    house.finish(thing("x"), name="first")
    before = queries()
    for name in "abcd":
        house.finish(thing("x"), thing("y"), name=name)

    assert queries() == before


# In a subscription


def test_a_subscription_takes_deployments(house, lab):
    factories.grant(CONTRIBUTOR, house.maya, house.group.subscription)
    inside = nested("inside", thing("a"))
    inside["resourceGroup"] = house.group.name
    template = {
        "resources": [inside],
        "outputs": {"place": {"type": "string", "value": "[deployment().location]"}},
    }
    above = house.group.subscription.resource.arm_id
    address = f"{above}/providers/Microsoft.Resources/deployments/all"

    response = Caller(house.maya).put(
        address, {**body_of(template), "location": "westus2"}, VERSION
    )
    carry_out()

    shown = Caller(house.maya).get(address, VERSION).data
    assert response.status_code == 201
    assert shown["location"] == "westus2"
    assert shown["properties"]["outputs"]["place"]["value"] == "westus2"
    assert lab.puts == ["a"]
