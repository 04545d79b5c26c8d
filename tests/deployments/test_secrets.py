"""Secure values are used, and kept nowhere."""

import json

import pytest

from portal.audit.models import Entry
from portal.deployments.models import Deployment, DeploymentStep
from portal.operations import services
from portal.operations.models import Operation
from tests.deployments.house import carry_out
from tests.deployments.lab import thing
from tests.deployments.worlds import nested

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
