"""What a template would change, before it is carried out."""

from portal.deployments.engine import what_if
from portal.deployments.models import Deployment
from tests.deployments.house import body_of
from tests.deployments.lab import thing
from tests.deployments.worlds import nested


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
