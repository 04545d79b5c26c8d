"""What callers may ask of deployments, and what they are told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import CONTRIBUTOR
from portal.deployments.engine import what_if
from portal.deployments.models import Deployment
from tests.deployments.house import VERSION, body_of, carry_out
from tests.deployments.lab import thing
from tests.deployments.worlds import nested, published
from tests.support import factories
from tests.support.api import Caller


def problem(response) -> tuple[int, str]:
    return response.status_code, response.data["error"]["code"]


# Validation


def test_a_template_is_validated_without_making_anything(house, lab):
    body = body_of({"resources": [thing("b", dependsOn=["a"]), thing("a")]})

    response = house.call("post", "/validate", body)

    properties = response.data["properties"]
    assert response.status_code == 200
    assert [each["id"] for each in properties["validatedResources"]] == [
        house.thing("a"),
        house.thing("b"),
    ]
    assert properties["dependencies"][0]["id"] == house.thing("b")
    assert not Deployment.objects.exists()
    assert lab.puts == []


def test_so_many_dependencies_are_told_and_no_more(house):
    def looped(name, **more):
        return thing(f"[concat('{name}', copyIndex())]", **more)

    first = looped("a", copy={"name": "first", "count": 100})
    second = looped("b", copy={"name": "second", "count": 100}, dependsOn=["first"])

    response = house.call("post", "/validate", body_of({"resources": [first, second]}))

    told = response.data["properties"]["dependencies"]
    assert sum(len(each["dependsOn"]) for each in told) == 5_000


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "InvalidParameter"),
        ({"properties": []}, "InvalidParameter"),
        ({"properties": {}}, "InvalidTemplate"),
        ({"properties": {"template": []}}, "InvalidTemplate"),
        ({"properties": {"template": {}, "mode": "Complete"}}, "FeatureNotSupported"),
        ({"properties": {"template": {}, "mode": "x"}}, "InvalidParameter"),
        ({"properties": {"templateLink": {"uri": "https://a.example"}}}, "FeatureNotSupported"),
        ({"properties": {"template": {}, "parametersLink": {}}}, "FeatureNotSupported"),
        ({"properties": {"template": {}, "parameters": {"a": 1}}}, "InvalidTemplate"),
        ({"properties": {"template": {}}, "tags": [1]}, "InvalidParameter"),
        ({"properties": {"template": {}}, "tags": {"a": "b" * 300}}, "InvalidParameter"),
        ({"properties": {"template": {}}, "location": 1}, "InvalidParameter"),
        (body_of({"resources": [thing("a", type="Nobody.Knows/x")]}), "FeatureNotSupported"),
        (body_of({"resources": [thing("a", apiVersion="x")]}), "InvalidApiVersionParameter"),
        (body_of({"resources": [thing("a?b")]}), "InvalidResourceId"),
        (body_of({"resources": [thing("[nope()]")]}), "InvalidTemplate"),
        (body_of({"resources": [thing("a", dependsOn=["b"])]}), "InvalidTemplate"),
        (body_of(published("linked")), "FeatureNotSupported"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_made(house, body, code):
    for method, rest in (("post", "/validate"), ("post", "/whatIf"), ("put", "")):
        assert problem(house.call(method, rest, body)) == (400, code)

    assert not Deployment.objects.exists()


def test_an_error_names_its_place(house):
    response = house.call("post", "/validate", body_of({"resources": [thing("[nope()]")]}))

    error = response.data["error"]
    assert error["target"] == "resources[0].name"
    assert "nope" in error["message"]


@pytest.mark.parametrize("name", ["a" * 65, "a,b", "ends."])
def test_a_name_that_is_none_is_refused(house, name):
    response = Caller(house.maya).put(house.url(name), body_of({"resources": []}), VERSION)

    assert problem(response) == (400, "InvalidDeploymentName")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"{" + b" " * (4 << 20) + b"}", b'"\x00"']
)
def test_a_body_that_cannot_be_read_is_refused(house, body):
    assert house.send(body).status_code == 400


def test_a_version_is_needed(house):
    assert problem(Caller(house.maya).get(house.url(), "")) == (400, "MissingApiVersionParameter")


# Who may


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


# What if


def changes(house, *resources, **more) -> list:
    body = body_of({"resources": list(resources), **more})
    response = house.call("post", "/whatIf", body)
    assert response.status_code == 200, response.data
    assert response.data["status"] == "Succeeded"
    return response.data["properties"]["changes"]


def test_it_tells_what_would_be_made_changed_and_left(house, lab):
    house.finish(
        thing("same", location="West US 2", properties={"size": 1}),
        thing("other", properties={"size": 1, "names": ["a"]}),
    )
    puts = list(lab.puts)

    found = changes(
        house,
        thing("same", location="westus2", properties={"size": "1"}),
        thing("other", properties={"size": 2, "names": ["b"], "more": {"a": 1}}),
        thing("new", properties={"size": 3}),
    )

    assert [each["changeType"] for each in found] == ["NoChange", "Modify", "Create"]
    assert [(each["path"], each["propertyChangeType"]) for each in found[1]["delta"]] == [
        ("properties.size", "Modify"),
        ("properties.names", "Array"),
        ("properties.more", "Create"),
    ]
    assert found[2]["after"]["properties"] == {"size": 3}
    assert found[2]["resourceId"] == house.thing("new")
    assert lab.puts == puts
    assert Deployment.objects.count() == 1


def test_it_shows_no_secrets(house):
    declared = {"password": {"type": "secureString", "minLength": 12}}
    hidden = thing("a", properties={"password": "[parameters('password')]"})

    found = changes(house, hidden, parameters=declared, given={"password": "tro0ub4dor-and-3"})

    assert found[0]["after"]["properties"] == {"password": "*******"}


def test_it_looks_inside_deployments(house):
    found = changes(house, nested("inside", thing("a")))

    assert [(each["resourceId"], each["changeType"]) for each in found] == [
        (house.thing("a"), "Create")
    ]


def test_it_looks_for_so_long_and_no_longer(house, monkeypatch):
    monkeypatch.setattr(what_if, "SECONDS", -1.0)

    response = house.call("post", "/whatIf", body_of({"resources": [nested("in", thing("a"))]}))

    assert "too long" in response.data["error"]["message"]


def test_what_depends_on_something_not_there_yet_is_said_so(house):
    found = changes(house, thing("a"), thing("b", properties={"x": "[reference('a').x]"}))

    assert [each["changeType"] for each in found] == ["Create", "Unsupported"]
    assert found[1]["unsupportedReason"]


def test_only_ids_may_be_asked_for(house):
    body = body_of({"resources": [thing("a")]})
    body["properties"]["whatIfSettings"] = {"resultFormat": "ResourceIdOnly"}

    response = house.call("post", "/whatIf", body)

    assert response.data["properties"]["changes"] == [
        {"resourceId": house.thing("a"), "changeType": "Create"}
    ]


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
