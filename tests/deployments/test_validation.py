"""Templates are checked before anything is made."""

import pytest

from portal.deployments.models import Deployment
from tests.deployments.house import VERSION, body_of, problem
from tests.deployments.lab import thing
from tests.deployments.worlds import published
from tests.support.api import Caller


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
