"""One step: begin it, follow it, and know when it cannot begin any more."""

from typing import Any

from portal.api.ids import ResourceId
from portal.api.resources import Answer
from portal.deployments.calls import call_for
from portal.deployments.choices import State, StepState
from portal.deployments.engine.errors import PASSING, of_operation, told
from portal.deployments.engine.runtime import Asking
from portal.deployments.engine.turn import Turn, now
from portal.deployments.models import Deployment, DeploymentStep
from portal.deployments.pending import Pending
from portal.deployments.services.prepare import handler_of
from portal.errors import Forbidden
from portal.operations.models import Operation, Status
from portal.operations.services import follow as follow_operation

LOST = (StepState.FAILED, StepState.CANCELED, StepState.SKIPPED)
GONE = Forbidden("Whoever deployed this has no account here any more.")


def is_ready(step: DeploymentStep, steps: list[DeploymentStep]) -> bool:
    return all(steps[ordinal].state == StepState.SUCCEEDED for ordinal in step.needs)


def skip(turn: Turn, step: DeploymentStep, steps: list[DeploymentStep]) -> bool:
    """End a step whose turn can never come. Whether it was one."""
    lost = [steps[ordinal] for ordinal in step.needs if steps[ordinal].state in LOST]
    if not lost:
        return False
    named = ", ".join(f"{each.type}/{each.name}" for each in lost[:5])
    error = {
        "code": "DependencyFailed",
        "message": f"It was not begun, because what it waits for did not come to be: {named}.",
    }
    turn.end(step, StepState.SKIPPED, error=error)
    return True


def begin(turn: Turn, step: DeploymentStep) -> None:
    """Put the resource. Being told twice to exist changes nothing for it."""
    turn.write(step, state=StepState.RUNNING, started_at=step.started_at or now())
    try:
        with turn.working_out():
            answer = _put(turn, step)
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is the step's outcome
        status, body = told(error)
        turn.end(step, StepState.FAILED, status=status, error=body)
        return
    _keep(turn, step, answer)


def _put(turn: Turn, step: DeploymentStep) -> Answer:
    planned = turn.plan.steps[step.ordinal]
    if turn.deployment.user is None:
        raise GONE
    handler = handler_of(planned)
    call = call_for(turn.deployment, planned.version, step.guid)
    body = turn.plan.body_of(planned, Asking(call, turn.plan))
    return handler.put(call, ResourceId.parse(planned.id), body)


def _keep(turn: Turn, step: DeploymentStep, answer: Answer) -> None:
    running: Any = answer.operation
    if isinstance(running, Pending):
        turn.write(step, child=running.deployment, status=answer.status)
    elif isinstance(running, Operation):
        turn.write(step, operation=running, status=answer.status)
    else:
        turn.end(step, StepState.SUCCEEDED, status=answer.status)
        return
    follow(turn, step)


def follow(turn: Turn, step: DeploymentStep) -> bool:
    """Whether a step that goes on has ended, or had to be begun again."""
    if step.child is not None:
        return _follow_child(turn, step, step.child)
    if step.operation is not None:
        return _follow_operation(turn, step, step.operation)
    begin(turn, step)  # whoever began it was stopped before it knew what came of it
    return step.state != StepState.RUNNING


def _follow_operation(turn: Turn, step: DeploymentStep, operation: Operation) -> bool:
    found = follow_operation(operation)
    if found.is_running:
        return False
    if found.status == Status.SUCCEEDED:
        turn.end(step, StepState.SUCCEEDED)
    else:
        turn.end(step, StepState.FAILED, status=409, error=of_operation(found))
    return True


def _follow_child(turn: Turn, step: DeploymentStep, child: Deployment) -> bool:
    if child.is_active:
        return False
    if child.state == State.SUCCEEDED:
        turn.end(step, StepState.SUCCEEDED)
    else:
        error = child.error or {"code": str(child.state), "message": "It did not succeed."}
        turn.end(step, StepState.FAILED, status=409, error=error)
    return True
