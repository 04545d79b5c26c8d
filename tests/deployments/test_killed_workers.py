"""Workers may be killed or frozen anywhere, and each thing is made all the same."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.deployments.engine.run import work
from portal.deployments.engine.turn import Turn
from portal.deployments.models import Deployment
from tests.deployments.house import carry_out, states
from tests.deployments.lab import thing
from tests.deployments.worlds import nested


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
