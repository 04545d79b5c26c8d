"""How long working out one deployment may take in all, whoever works at it and however often."""

from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from portal.deployments.engine import spending
from portal.deployments.models import Deployment
from portal.operations.models import Operation, Status
from tests.deployments.house import carry_out, states
from tests.deployments.lab import thing
from tests.deployments.worlds import nested

CODE = "DeploymentProcessorTimeExceeded"


class Killed(BaseException):
    """Nothing that anybody catches."""


@pytest.fixture
def slow(monkeypatch):
    """Whatever is worked out takes five seconds."""
    clock = count(0, 5)
    monkeypatch.setattr(spending.time, "thread_time", lambda: next(clock))


def spent(name="main"):
    return Deployment.objects.get(name=name).spent


def test_what_each_turn_takes_adds_up(house, lab, slow):
    house.finish(thing("a"), thing("b", dependsOn=["a"]))

    assert spent() == 15  # two resources, and the outputs


def test_it_fails_when_its_time_is_spent(house, lab, slow, settings):
    settings.SIG_DEPLOYMENT_SECONDS = 12

    shown = house.finish(
        thing("a"),
        thing("b", dependsOn=["a"]),
        thing("c", dependsOn=["b"]),
        thing("d", dependsOn=["c"]),
        thing("e", dependsOn=["d"]),
    )

    (told,) = shown["properties"]["error"]["details"]
    assert states() == {
        "a": "Succeeded",
        "b": "Succeeded",
        "c": "Succeeded",
        "d": "Failed",
        "e": "Skipped",
    }
    assert shown["properties"]["error"]["code"] == "DeploymentFailed"
    assert (told["code"], told["target"]) == (CODE, house.thing("d"))
    assert "12 seconds" in told["message"]
    assert "What was made stays." in told["message"]
    assert lab.puts == ["a", "b", "c"]


def test_outputs_need_time_too(house, slow, settings):
    settings.SIG_DEPLOYMENT_SECONDS = 5

    shown = house.finish(thing("a"), outputs={"x": {"type": "string", "value": "y"}})

    error = shown["properties"]["error"]
    assert error["code"] == "DeploymentOutputEvaluationFailed"
    assert error["details"][0]["code"] == CODE


def test_what_a_killed_worker_took_stays_counted(house, lab, monkeypatch, settings):
    settings.SIG_DEPLOYMENT_SECONDS = 3 * spending.ADVANCE
    house.deploy(thing("a"))

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(lab, "put", killed)
        patch.setattr(spending, "_add", lambda *_: None)  # who is killed gives nothing back
        for _ in range(3):
            with suppress(Killed):
                carry_out(1)
            Deployment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert spent() == 3 * spending.ADVANCE

    carry_out()

    assert house.show()["properties"]["error"]["details"][0]["code"] == CODE
    assert lab.puts == []


def test_who_goes_on_after_a_kill_finishes_within_the_time(house, lab, monkeypatch):
    house.deploy(thing("a"))
    Deployment.objects.update(spent=100)

    carry_out()

    assert house.show()["properties"]["provisioningState"] == "Succeeded"
    assert 100 < spent() < 100 + spending.ADVANCE


def test_deployments_inside_one_another_share_it(house, lab, slow, settings):
    settings.SIG_DEPLOYMENT_SECONDS = 12

    house.finish(nested("inside", thing("a"), thing("b"), thing("c")))

    assert spent("inside") == 0
    assert spent() == 15
    assert sorted(states("inside").values()) == ["Failed", "Succeeded", "Succeeded"]
    assert states() == {"inside": "Failed"}


def test_waiting_takes_none(house, lab):
    house.deploy(thing("a", properties={"slow": True}))
    carry_out(1)
    before = spent()

    carry_out(5)

    assert spent() == before
    Operation.objects.update(status=Status.SUCCEEDED)
    carry_out(2)
    assert house.show()["properties"]["provisioningState"] == "Succeeded"
