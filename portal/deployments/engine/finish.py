"""The end of a deployment."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.audit.models import Outcome, Via
from portal.audit.services import Actor, Worker, record
from portal.deployments.calls import call_for
from portal.deployments.choices import State, StepState
from portal.deployments.engine.errors import PASSING, told
from portal.deployments.engine.runtime import Asking
from portal.deployments.engine.turn import Turn, now
from portal.deployments.language.jsonc import within_bounds
from portal.deployments.models import WRITE, Deployment, DeploymentStep
from portal.deployments.wake import wake

WORKER = Worker("Deployments")


def finish(turn: Turn, steps: list[DeploymentStep]) -> None:
    """Every step has ended. Raises LeaseLost."""
    failed = [step for step in steps if step.state == StepState.FAILED]
    outputs, error = ({}, _failure(failed)) if failed else _outputs(turn)
    state = State.FAILED if error else State.SUCCEEDED
    with transaction.atomic():
        turn.commit(
            state=state,
            outputs=outputs,
            output_resources=list(_made(steps)),
            error=error,
            ended_at=now(),
            sealed="",
            lease_token=None,
            leased_until=None,
        )
        _record(turn.deployment, state, error)
        _wake_around(turn.deployment)


def _made(steps: list[DeploymentStep]) -> Iterator[str]:
    """Ids of what is there now, in the order in which it was made."""
    for step in steps:
        if step.child is not None:
            yield from step.child.output_resources
        elif step.state == StepState.SUCCEEDED:
            yield step.arm_id


def _outputs(turn: Turn) -> tuple[dict[str, Any], dict[str, Any] | None]:
    try:
        with turn.working_out():
            return _worked_out(turn), None
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is how the deployment ends
        return {}, {
            "code": "DeploymentOutputEvaluationFailed",
            "message": "Everything was made, but the outputs cannot be worked out.",
            "details": [turn.tellable(told(error)[1])],
        }


def _worked_out(turn: Turn) -> dict[str, Any]:
    call = call_for(turn.deployment, turn.deployment.api_version)
    outputs: dict[str, Any] = turn.plan.outputs(Asking(call, turn.plan))
    within_bounds(outputs, "outputs")
    return outputs


def _failure(failed: list[DeploymentStep]) -> dict[str, Any]:
    return {
        "code": "DeploymentFailed",
        "message": "At least one resource could not be made; the details name it. What was made "
        "before stays. List the deployment's operations to see each resource.",
        "details": [{**(step.error or {}), "target": step.arm_id} for step in failed[:50]],
    }


def _record(deployment: Deployment, state: State, error: dict[str, Any] | None) -> None:
    principal = deployment.user or WORKER
    verb = "failed" if error else "finished"
    record(
        Actor(principal, Via.WORKER),
        WRITE,
        deployment.scope,
        f"{verb} the deployment {deployment.name}",
        outcome=Outcome.FAILED if error else Outcome.SUCCEEDED,
        after={"deployment": deployment.name, "state": str(state)},
        error=_first(error),
    )


def _first(error: dict[str, Any] | None) -> str:
    """The reason, which lies in the details where there are any."""
    if error is None:
        return ""
    inner = (error.get("details") or [error])[0]
    return f"{inner.get('code')}: {inner.get('message')}"


def _wake_around(deployment: Deployment) -> None:
    """Whoever waits for this one need not wait longer."""
    around: QuerySet[Deployment] = Deployment.objects.active().filter(
        correlation_id=deployment.correlation_id
    )
    around.update(not_before=None)
    wake(around.values_list("pk", flat=True))
