"""Deployments inside deployments."""

from portal.deployments.services import create
from tests.deployments.lab import thing
from tests.deployments.worlds import nested


def test_a_deployment_inside_gives_its_outputs(house, lab):
    inside = nested(
        "inside", thing("a"), outputs={"made": {"type": "string", "value": "[reference('a').x]"}}
    )
    inside["properties"]["template"]["resources"][0]["properties"] = {"x": "y"}
    outputs = {"made": {"type": "string", "value": "[reference('inside').outputs.made.value]"}}

    shown = house.finish(inside, thing("b", dependsOn=["inside"]), outputs=outputs)

    assert shown["properties"]["outputs"]["made"]["value"] == "y"
    assert lab.puts == ["a", "b"]
    assert [each["id"] for each in shown["properties"]["outputResources"]] == [
        house.thing("a"),
        house.thing("b"),
    ]
    inner = house.show("inside")["properties"]
    assert inner["correlationId"] == shown["properties"]["correlationId"]


def test_a_deployment_inside_that_fails_is_told_outside(house):
    shown = house.finish(nested("inside", thing("a", properties={"fails": "No room."})))

    (inner,) = shown["properties"]["error"]["details"]
    assert inner["code"] == "DeploymentFailed"
    assert inner["details"][0]["code"] == "LabSaysNo"


def test_a_deployment_cannot_contain_one_of_its_own_name(house):
    shown = house.finish(nested("main", thing("a")))

    assert shown["properties"]["error"]["details"][0]["code"] == "DeploymentActive"


def test_all_deployments_inside_one_another_are_bounded(house, monkeypatch):
    monkeypatch.setattr(create, "MOST_RESOURCES", 5)

    shown = house.finish(
        nested("one", thing("a"), thing("b")), nested("two", thing("c"), thing("d"))
    )

    details = shown["properties"]["error"]["details"]
    assert [each["code"] for each in details] == ["DeploymentQuotaExceeded"]
