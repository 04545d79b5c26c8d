"""Stopping a deployment, and forgetting one."""

from django.db import transaction
from django.utils import timezone

from portal.audit.services import Actor, record
from portal.deployments.choices import ACTIVE, OPEN, State, StepState
from portal.deployments.errors import CannotCancel, DeploymentActive
from portal.deployments.models import CANCEL, DELETE, Deployment, DeploymentStep

CANCELED = {"code": "DeploymentCanceled", "message": "The deployment was canceled."}


@transaction.atomic
def cancel(deployment: Deployment, *, actor: Actor) -> None:
    """Begin no further resource, here and in deployments inside. What has begun, goes on."""
    if not _stop(deployment):
        raise CannotCancel(
            f"The deployment '{deployment.name}' has ended already, so it cannot be canceled."
        )
    inside = Deployment.objects.active().filter(correlation_id=deployment.correlation_id)
    for other in inside.filter(pk__gt=deployment.pk):
        _stop(other)
    record(actor, CANCEL, deployment.scope, f"canceled the deployment {deployment.name}")


def _stop(deployment: Deployment) -> bool:
    """A worker that has it finds its lease gone, and stops."""
    active = Deployment.objects.active().filter(pk=deployment.pk)
    now = timezone.now()
    if not active.update(
        state=State.CANCELED, error=CANCELED, ended_at=now, sealed="", lease_token=None
    ):
        return False
    steps = DeploymentStep.objects.filter(deployment=deployment, state__in=OPEN)
    steps.update(state=StepState.CANCELED, ended_at=now)
    return True


@transaction.atomic
def delete(deployment: Deployment, *, actor: Actor) -> None:
    """Only the record of it: what it made stays."""
    ended = Deployment.objects.filter(pk=deployment.pk).exclude(state__in=ACTIVE)
    if not ended.delete()[0]:
        raise DeploymentActive(
            f"The deployment '{deployment.name}' goes on at the moment. Cancel it first."
        )
    record(actor, DELETE, deployment.scope, f"deleted the record of deployment {deployment.name}")
