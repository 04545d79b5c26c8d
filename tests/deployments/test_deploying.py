"""Carrying templates out: in order, waiting without a worker, and whatever is killed."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ServicePrincipal, UserGrant
from accounts.roles import CONTRIBUTOR
from portal.audit.models import Entry
from portal.deployments.engine.run import work
from portal.deployments.engine.turn import Turn
from portal.deployments.models import Deployment, DeploymentStep
from portal.deployments.services import create
from portal.operations import services
from portal.operations.models import Operation
from tests.deployments.house import VERSION, body_of, carry_out
from tests.deployments.lab import thing
from tests.support import factories
from tests.support.api import Caller


def states(name: str = "main") -> dict[str, str]:
    steps = DeploymentStep.objects.filter(deployment__name=name)
    return dict(steps.order_by("ordinal").values_list("name", "state"))


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


# Killed and frozen workers


class Killed(BaseException):
    """Nothing that anybody catches."""


@pytest.mark.parametrize("after", range(1, 20))
def test_a_worker_may_be_killed_anywhere(house, lab, monkeypatch, after):
    left = iter(range(after))

    def killing(write):
        """It gets so far, and never to the next write."""

        def killed(turn, *step, **changes):
            if next(left, None) is None:
                raise Killed
            write(turn, *step, **changes)

        return killed

    house.deploy(thing("a"), thing("b", dependsOn=["a"]), nested("inside", thing("c")))
    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(Turn, "write", killing(Turn.write))
        patch.setattr(Turn, "commit", killing(Turn.commit))
        carry_out()
    Deployment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    carry_out()

    assert house.show()["properties"]["provisioningState"] == "Succeeded"
    assert set(lab.puts) == {"a", "b", "c"}
    assert Deployment.objects.count() == 2


def test_a_frozen_worker_that_wakes_writes_nothing(house, lab, monkeypatch):
    house.deploy(thing("a"), thing("b", dependsOn=["a"]))
    put = lab.put

    def frozen(call, id_, body):
        """While it is asleep, another worker does everything."""
        monkeypatch.setattr(lab, "put", put)
        Deployment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        carry_out(2)
        return put(call, id_, {**body, "properties": {"fails": "too late"}})

    monkeypatch.setattr(lab, "put", frozen)
    work(Deployment.objects.get().pk)

    assert states() == {"a": "Succeeded", "b": "Succeeded"}
    assert Deployment.objects.get().state == "Succeeded"


def test_only_one_worker_has_it(house, lab):
    house.deploy(thing("a"))
    pk = Deployment.objects.get().pk
    Deployment.objects.take(pk)

    work(pk)

    assert lab.puts == []


# Secrets


SECRET = {"parameters": {"password": {"type": "secureString"}, "user": {"type": "string"}}}


def test_secure_values_are_used_and_kept_nowhere(house, lab):
    hidden = thing(
        "a", properties={"slow": True, "password": "[concat(parameters('password'), '!')]"}
    )
    given = {"password": "tro0ub4dor", "user": "me"}
    response = house.deploy(hidden, thing("b", dependsOn=["a"]), **SECRET, given=given)
    during = everything()

    carry_out(2)
    services.succeed(Operation.objects.get())
    carry_out(2)

    shown = house.show()
    assert lab.things[house.thing("a").lower()]["properties"]["password"] == "tro0ub4dor!"
    assert shown["properties"]["provisioningState"] == "Succeeded"
    assert shown["properties"]["parameters"] == {
        "password": {"type": "SecureString"},
        "user": {"type": "String", "value": "me"},
    }
    for told in (json.dumps(response.data), json.dumps(shown), during, everything()):
        assert "tro0ub4dor" not in told
    assert Deployment.objects.get().sealed == ""


def everything() -> str:
    """All that the tables of this app and the log hold."""
    rows = [
        *Deployment.objects.values(),
        *DeploymentStep.objects.values(),
        *Entry.objects.values(),
    ]
    return json.dumps(rows, default=str)


def test_secure_values_sealed_with_another_key_are_lost_and_that_is_told(house, settings):
    house.deploy(thing("a"), **SECRET, given={"password": "p", "user": "me"})
    settings.SECRET_KEY = "another"

    carry_out(2)

    assert Deployment.objects.get().error["details"][0]["code"] == "SecureParametersLost"


@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_deployments_inside_keep_secrets_nowhere(house, lab, scope):
    """Neither written into their template nor as a parameter that is not declared as secure."""
    written = {"password": "[base64(parameters('password'))]"}
    inside = nested("inside", thing("a", properties=written), scope=scope)
    if scope == "inner":
        inside["properties"]["template"]["parameters"] = {"password": {"type": "string"}}
        given = {"password": {"value": "[parameters('password')]"}}
        inside["properties"]["parameters"] = given

    house.deploy(inside, **SECRET, given={"password": "tro0ub4dor", "user": "me"})
    carry_out(1)
    during = everything()
    carry_out()

    secret = "dHJvMHViNGRvcg=="
    assert lab.things[house.thing("a").lower()]["properties"] == {"password": secret}
    for told in (during, everything()):
        assert "tro0ub4dor" not in told
        assert secret not in told
    assert Deployment.objects.filter(sealed="").count() == 2
    if scope == "inner":
        shown = house.show("inside")["properties"]["parameters"]
        assert shown == {"password": {"type": "String"}}


def test_an_error_that_quotes_a_secret_is_told_without_it(house):
    refused = thing("a", properties={"fails": "[concat('No ', parameters('password'), '!')]"})

    shown = house.finish(refused, **SECRET, given={"password": "tro0ub4dor", "user": "me"})

    assert shown["properties"]["error"]["details"][0]["message"] == "No *******!"
    assert "tro0ub4dor" not in everything()


# Deployments inside


def nested(name: str, *resources, scope: str = "inner", **more):
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": name,
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": scope},
            "template": {"resources": list(resources), **more},
        },
    }


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


# Ending


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
