"""Carrying templates out: in order, waiting without a worker, with the rights of that moment."""

from django.utils import timezone

from accounts.models import ServicePrincipal, UserGrant
from accounts.roles import CONTRIBUTOR
from portal.audit.models import Entry
from portal.deployments.models import Deployment
from portal.operations import services
from portal.operations.models import Operation
from tests.deployments.house import VERSION, carry_out, states
from tests.deployments.lab import thing
from tests.support import factories
from tests.support.api import Caller


def test_a_deployment_begins_and_tells_where_to_follow_it(house):
    response = house.deploy(thing("a"))

    assert response.status_code == 201
    assert response.data["properties"]["provisioningState"] == "Accepted"
    assert "/operationStatuses/" in response["Azure-AsyncOperation"]
    assert response["Retry-After"] == "1"


def test_what_it_makes_is_made_in_order(house, lab):
    shown = house.finish(thing("b", dependsOn=["a"]), thing("c", dependsOn=["b"]), thing("a"))

    properties = shown["properties"]
    assert lab.puts == ["a", "b", "c"]
    assert properties["provisioningState"] == "Succeeded"
    assert [each["id"] for each in properties["outputResources"]] == [
        house.thing(name) for name in "abc"
    ]
    assert properties["dependencies"][0]["dependsOn"][0]["resourceName"] == "a"
    assert properties["providers"][0]["namespace"] == "Contoso.Lab"
    assert properties["duration"].startswith("PT")
    assert properties["correlationId"]


def test_its_state_is_told_to_whoever_follows_it(house):
    path = house.deploy(thing("a"))["Azure-AsyncOperation"].partition("testserver")[2]
    before = Caller(house.maya).get(path, "")

    carry_out()

    after = Caller(house.maya).get(path, "")
    assert (before.data["status"], before["Retry-After"]) == ("Accepted", "1")
    assert (after.data["status"], after.has_header("Retry-After")) == ("Succeeded", False)


def test_outputs_ask_for_what_was_made(house):
    outputs = {
        "place": {"type": "string", "value": "[reference('a').place]"},
        "version": {"type": "string", "value": "[reference('a', '2024-01-01', 'Full').apiVersion]"},
        "hidden": {"type": "securestring", "value": "secret"},
    }

    shown = house.finish(thing("a", properties={"place": "here"}), outputs=outputs)

    assert shown["properties"]["outputs"] == {
        "place": {"type": "String", "value": "here"},
        "version": {"type": "String", "value": "2024-01-01"},
        "hidden": {"type": "SecureString"},
    }


def test_a_reference_is_asked_when_its_resource_is_there(house, lab):
    copied = thing("b", properties={"place": "[reference('a').place]"})

    house.finish(copied, thing("a", properties={"place": "here"}))

    assert lab.things[house.thing("b").lower()]["properties"] == {"place": "here"}


def test_outputs_that_cannot_be_worked_out_fail_it(house, lab):
    outputs = {"x": {"type": "string", "value": "[reference('a').nothing]"}}

    error = house.finish(thing("a"), outputs=outputs)["properties"]["error"]

    assert error["code"] == "DeploymentOutputEvaluationFailed"
    assert error["details"][0]["code"] == "InvalidTemplate"
    assert lab.puts == ["a"]


def test_outputs_are_bounded(house):
    outputs = {"x": {"type": "array", "value": "[range(0, 100000)]"}}

    error = house.finish(outputs=outputs)["properties"]["error"]

    assert "512 KiB" in error["details"][0]["message"]


def test_a_failure_stops_what_waits_for_it_and_nothing_else(house, lab):
    shown = house.finish(
        thing("a", properties={"fails": "There is no room."}),
        thing("b", dependsOn=["a"]),
        thing("c", dependsOn=["b"]),
        thing("d"),
    )

    error = shown["properties"]["error"]
    assert shown["properties"]["provisioningState"] == "Failed"
    assert error["code"] == "DeploymentFailed"
    assert [(each["code"], each["target"]) for each in error["details"]] == [
        ("LabSaysNo", house.thing("a"))
    ]
    assert states() == {"a": "Failed", "d": "Succeeded", "b": "Skipped", "c": "Skipped"}
    assert lab.puts == ["d"]


def test_its_operations_tell_of_each_resource(house):
    house.finish(thing("a", properties={"fails": "There is no room."}), thing("b"))

    short = house.url(rest="/operations").replace("/providers/Microsoft.Resources", "")
    for address in (house.url(rest="/operations"), short):
        listed = Caller(house.maya).get(address, VERSION).data["value"]
        failed, made = (each["properties"] for each in listed)
        assert failed["statusMessage"]["error"]["code"] == "LabSaysNo"
        assert failed["targetResource"]["id"] == house.thing("a")
        assert (made["provisioningState"], made["statusCode"]) == ("Succeeded", "Created")
        one = Caller(house.maya).get(listed[0]["id"], VERSION)
        assert one.data == listed[0]


def test_long_work_is_waited_for_without_a_worker(house, lab):
    house.deploy(thing("a", properties={"slow": True}), thing("b", dependsOn=["a"]))
    carry_out(2)
    waiting = states()

    services.succeed(Operation.objects.get())
    carry_out(2)

    assert waiting == {"a": "Running", "b": "Waiting"}
    assert states() == {"a": "Succeeded", "b": "Succeeded"}
    assert lab.puts == ["a", "b"]


def test_long_work_that_fails_is_told(house):
    house.deploy(thing("a", properties={"slow": True}))
    carry_out(2)

    services.fail(Operation.objects.get(), "DiskFull", "The disk is full.")
    carry_out(2)

    details = house.show()["properties"]["error"]["details"]
    assert details == [
        {"code": "DiskFull", "message": "The disk is full.", "target": house.thing("a")}
    ]


def test_rights_are_read_anew_at_every_step(house, lab):
    house.deploy(thing("a", properties={"slow": True}), thing("b", dependsOn=["a"]))
    carry_out(2)

    UserGrant.objects.filter(user=house.maya).update(expires_at=timezone.now())
    services.succeed(Operation.objects.get())
    carry_out(2)

    assert lab.puts == ["a"]
    assert states()["b"] == "Failed"


def test_an_app_makes_nothing_once_its_consent_has_ended(house, lab):
    app = factories.connected_app(house.maya.tenant)
    factories.grant(CONTRIBUTOR, app, house.group)
    house.deploy(thing("a"), by=app)
    ServicePrincipal.objects.filter(user=app).update(expires_at=timezone.now())

    carry_out(2)

    assert states()["a"] == "Failed"
    assert lab.puts == []


def test_whoever_deployed_may_be_gone(house, lab):
    house.deploy(thing("a"))
    Deployment.objects.update(user=None)

    carry_out(2)

    assert Deployment.objects.get().error["details"][0]["code"] == "AuthorizationFailed"
    assert lab.puts == []


def test_what_happens_is_in_the_log(house):
    house.finish(thing("a"))

    told = Entry.objects.filter(action="Microsoft.Resources/deployments/write")
    assert list(told.order_by("id").values_list("summary", "actor_name", "outcome")) == [
        ("began the deployment main of 1 resource", "Maya", "Succeeded"),
        ("finished the deployment main", "Maya", "Succeeded"),
    ]
