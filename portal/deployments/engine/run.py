"""One worker's turn at one deployment."""

import logging
import time
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError

from portal import request_id
from portal.deployments.choices import OPEN, State, StepState
from portal.deployments.engine.finish import finish
from portal.deployments.engine.steps import begin, follow, is_ready, skip
from portal.deployments.engine.turn import LeaseLost, Turn
from portal.deployments.models import Deployment, DeploymentStep
from portal.deployments.wake import wake

log = logging.getLogger(__name__)
SLICE = 10.0  # seconds, then others go first
AT_ONCE = timedelta(0)
UNUSED = ("child__template", "child__world", "child__sealed", "child__outputs")


def work(pk: int) -> None:
    """Take a turn, unless somebody else has it or nothing is left to do."""
    token = Deployment.objects.active().due().take(pk)
    if token is None:
        return
    try:
        take_turn(pk, token)
    except LeaseLost:
        log.info("Deployment %s is somebody else's now, or canceled.", pk)
    except OperationalError as error:
        log.warning("The database is away; the sweeper comes back to deployment %s: %s", pk, error)


def take_turn(pk: int, token: UUID) -> None:
    deployment = Deployment.objects.select_related("scope", "user").get(pk=pk)
    request_id.begin(deployment.correlation_id)
    turn = Turn(deployment, token)
    turn.commit(state=State.RUNNING)
    ends = time.monotonic() + SLICE
    while time.monotonic() < ends:
        steps = steps_of(deployment)
        if all(step.state not in OPEN for step in steps):
            finish(turn, steps)
            return
        if not _pass(turn, steps, ends):
            turn.pause()
            return
    turn.pause(AT_ONCE)
    wake([pk])


def steps_of(deployment: Deployment) -> list[DeploymentStep]:
    found = DeploymentStep.objects.filter(deployment=deployment).order_by("ordinal")
    return list(found.select_related("operation", "child").defer(*UNUSED))


def _pass(turn: Turn, steps: list[DeploymentStep], ends: float) -> bool:
    """Look at each step once, while there is time. Whether anything came of it."""
    has_moved = False
    for step in steps:
        if step.state in OPEN and time.monotonic() < ends:
            has_moved |= _move(turn, step, steps)
    return has_moved


def _move(turn: Turn, step: DeploymentStep, steps: list[DeploymentStep]) -> bool:
    if step.state == StepState.RUNNING:
        return follow(turn, step)
    if is_ready(step, steps):
        begin(turn, step)
        return True
    return skip(turn, step, steps)
