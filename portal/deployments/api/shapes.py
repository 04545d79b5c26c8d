"""What clients are told of deployments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.api.ids import ResourceId
from portal.api.shapes import iso, without_empty
from portal.deployments.models import TYPE, Deployment, DeploymentStep
from portal.deployments.planning.resources import Planned
from portal.deployments.services.places import Place
from portal.deployments.services.prepare import Prepared

OPERATION = f"{TYPE}/operations"
MOST_DEPENDENCIES = 5_000
Named = DeploymentStep | Planned
STATUS = {200: "OK", 201: "Created", 202: "Accepted", 400: "BadRequest", 403: "Forbidden",
          404: "NotFound", 409: "Conflict", 429: "TooManyRequests"}  # fmt: skip


def show(deployment: Deployment, steps: Iterable[DeploymentStep]) -> dict[str, Any]:
    steps = list(steps)
    properties = {
        "templateHash": deployment.template_hash,
        "parameters": deployment.parameters,
        "mode": "Incremental",
        "provisioningState": deployment.state,
        "timestamp": iso(deployment.ended_at or deployment.created_at),
        "duration": duration(deployment.created_at, deployment.ended_at),
        "correlationId": deployment.correlation_id,
        "providers": deployment.providers,
        "dependencies": dependencies(steps),
    }
    if deployment.outputs is not None:
        properties["outputs"] = deployment.outputs
        properties["outputResources"] = [{"id": id_} for id_ in deployment.output_resources]
    if deployment.error:
        properties["error"] = deployment.error
    return without_empty(
        {
            "id": deployment.arm_id,
            "name": deployment.name,
            "type": TYPE,
            "location": deployment.location,
            "tags": deployment.tags,
            "properties": properties,
        }
    )


def dependencies(steps: list[DeploymentStep]) -> list[dict[str, Any]]:
    by_ordinal = {step.ordinal: step for step in steps}
    return _waiting((step, [by_ordinal[at] for at in step.needs]) for step in steps)


def _waiting(pairs: Iterable[tuple[Named, list[Any]]]) -> list[dict[str, Any]]:
    """What each waits for; of very many, the first."""
    told, left = [], MOST_DEPENDENCIES
    for one, needs in pairs:
        shown = needs[:left]
        left -= len(shown)
        if shown:
            told.append({"dependsOn": [_named(each) for each in shown], **_named(one)})
    return told


def _named(step: Named) -> dict[str, str]:
    id_ = step.arm_id if isinstance(step, DeploymentStep) else step.id
    return {"id": id_, "resourceType": step.type, "resourceName": step.name}


def show_validated(id_: ResourceId, place: Place, prepared: Prepared) -> dict[str, Any]:
    """The deployment that it would be."""
    plan = prepared.plan
    return {
        "id": f"{place.card.arm_id}/providers/{TYPE}/{id_.name}",
        "name": id_.name,
        "type": TYPE,
        "properties": {
            "templateHash": prepared.template_hash,
            "parameters": prepared.shown,
            "mode": "Incremental",
            "provisioningState": "Succeeded",
            "timestamp": iso(timezone.now()),
            "duration": "PT0S",
            "providers": plan.providers,
            "dependencies": _waiting((planned, plan.needs[planned]) for planned in plan.steps),
            "validatedResources": [{"id": planned.id} for planned in plan.steps],
        },
    }


def show_step(deployment: Deployment, step: DeploymentStep) -> dict[str, Any]:
    properties = {
        "provisioningOperation": "Create",
        "provisioningState": step.state,
        "timestamp": iso(step.ended_at or step.started_at or deployment.created_at),
        "duration": duration(step.started_at, step.ended_at),
        "trackingId": str(step.guid),
        "targetResource": {
            "id": step.arm_id,
            "resourceType": step.type,
            "resourceName": step.name,
        },
    }
    if step.status is not None:
        properties["statusCode"] = STATUS.get(step.status, str(step.status))
    if step.error is not None:
        properties["statusMessage"] = {"status": "Failed", "error": step.error}
    return {
        "id": f"{deployment.arm_id}/operations/{step.guid}",
        "operationId": str(step.guid),
        "type": OPERATION,
        "properties": properties,
    }


def show_status(deployment: Deployment) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": f"{deployment.arm_id}/operationStatuses/{deployment.guid}",
        "name": str(deployment.guid),
        "status": deployment.state,
        "startTime": iso(deployment.created_at),
    }
    if deployment.ended_at is not None:
        told["endTime"] = iso(deployment.ended_at)
    if deployment.error:
        told["error"] = deployment.error
    return told


def duration(start: datetime | None, end: datetime | None) -> str:
    """PT4.25S, so far or in all."""
    if start is None:
        return "PT0S"
    seconds = max(0.0, ((end or timezone.now()) - start).total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    long = f"{int(hours)}H" if hours else ""
    return f"PT{long}{f'{int(minutes)}M' if minutes or hours else ''}{seconds:.3f}S"
