"""One worker's hold on one deployment."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from portal.deployments.choices import StepState
from portal.deployments.engine import spending
from portal.deployments.language.jsonc import read
from portal.deployments.models import Deployment, DeploymentStep
from portal.deployments.planning.plan import Plan, make_plan
from portal.deployments.sealing import Secrets, Unreadable, unseal
from portal.deployments.services.worlds import world_of
from portal.leases import lease

PAUSE = timedelta(seconds=1)


class LeaseLost(Exception):
    """Somebody else goes on with it, or it was canceled: nothing more is to be written."""


class Turn:
    def __init__(self, deployment: Deployment, token: UUID) -> None:
        self.deployment, self.token = deployment, token
        self._renewed = time.monotonic()

    @cached_property
    def plan(self) -> Plan:
        """The same as when it was asked for: its parameters and its world were settled then.

        Made only when something begins: who waits needs none.
        """
        shown = self.deployment.parameters
        given = {name: each["value"] for name, each in shown.items() if "value" in each}
        template = read(self.secrets.template or self.deployment.template)
        values = {**given, **self.secrets.values}
        return make_plan(template, values, world_of(self.deployment.world))

    @cached_property
    def secrets(self) -> Secrets:
        return unseal(self.deployment.sealed)

    @contextmanager
    def working_out(self) -> Iterator[None]:
        """Count what is done meanwhile against the time that is left. Raises TimeSpent."""
        with spending.counted(self._purse):
            yield

    @cached_property
    def _purse(self) -> int:
        return spending.purse_of(self.deployment)

    def tellable(self, error: dict[str, Any]) -> dict[str, Any]:
        """Without secrets, which whoever made the error may have quoted."""
        try:
            told: dict[str, Any] = self.secrets.without(error)
        except Unreadable:
            return error  # then nobody has seen any
        return told

    def write(self, step: DeploymentStep, **changes: Any) -> None:
        """Raises LeaseLost. From time to time the lease is renewed along with it."""
        if time.monotonic() - self._renewed > lease().total_seconds() / 5:
            self.commit()
        if not DeploymentStep.objects.commit(step, self.token, **changes):
            raise LeaseLost
        for name, value in changes.items():
            setattr(step, name, value)

    def end(self, step: DeploymentStep, state: StepState, **changes: Any) -> None:
        if "error" in changes:
            changes["error"] = self.tellable(changes["error"])
        self.write(step, state=state, ended_at=now(), **changes)

    def commit(self, **changes: Any) -> None:
        self._renewed = time.monotonic()
        if not Deployment.objects.active().commit(self.deployment.pk, self.token, **changes):
            raise LeaseLost

    def pause(self, wait: timedelta = PAUSE) -> None:
        """Let go, and come back after a while."""
        active = Deployment.objects.active()
        active.release(self.deployment.pk, self.token, not_before=Now() + wait)


def now() -> datetime:
    return timezone.now()
