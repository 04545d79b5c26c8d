"""What is kept of a deployment: its name, its template, and how it is canceled or deleted."""

from portal.deployments.models import Deployment
from portal.operations import services
from portal.operations.models import Operation
from tests.deployments.house import VERSION, body_of, carry_out, states
from tests.deployments.lab import thing
from tests.deployments.worlds import nested
from tests.support.api import Caller


def test_a_canceled_deployment_begins_nothing_more(house, lab):
    house.deploy(
        thing("a", properties={"slow": True}),
        thing("b", dependsOn=["a"]),
        nested("inside", thing("c", properties={"slow": True}), thing("d", dependsOn=["c"])),
    )
    carry_out(3)

    assert house.call("post", "/cancel").status_code == 204

    for operation in Operation.objects.all():
        services.succeed(operation)
    carry_out(3)
    assert lab.puts == ["a", "c"]
    assert states() == {"a": "Canceled", "b": "Canceled", "inside": "Canceled"}
    assert states("inside") == {"c": "Canceled", "d": "Canceled"}
    assert house.show()["properties"]["provisioningState"] == "Canceled"
    assert house.call("post", "/cancel").status_code == 409


def test_a_name_is_taken_while_its_deployment_goes_on(house):
    house.deploy(thing("a", properties={"slow": True}))

    again = house.deploy(thing("b"))

    assert (again.status_code, again.data["error"]["code"]) == (409, "DeploymentActive")
    assert house.call("delete").status_code == 409


def test_a_name_is_used_again(house, lab):
    house.finish(thing("a"))

    again = house.deploy(thing("b"))
    carry_out()

    assert again.status_code == 200
    assert lab.puts == ["a", "b"]
    assert Deployment.objects.count() == 1


def test_the_record_is_deleted_and_what_was_made_stays(house, lab):
    house.finish(thing("a"))

    assert house.call("delete").status_code == 204
    assert house.call("delete").status_code == 204
    assert house.call("head").status_code == 404
    assert house.thing("a").lower() in lab.things


def test_the_body_of_the_cli_is_understood(house, lab):
    template = """{ // ours
      "resources": [{"type": "Contoso.Lab/things", "apiVersion": "2024-01-01",
                     "name": "[concat('a',
                                      'b')]",}]
    }"""

    response = house.send(
        '{"properties": {"parameters": {}, "mode": "Incremental", template:' + template + "}}"
    )
    carry_out()

    assert response.status_code == 201, response.data
    assert lab.puts == ["ab"]


def test_the_template_is_given_back(house):
    template = {"resources": [thing("b"), thing("a")], "outputs": {}}
    Caller(house.maya).put(house.url(), body_of(dict(template)), VERSION)

    assert house.call("post", "/exportTemplate").data == {"template": template}
