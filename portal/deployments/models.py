"""What is to be made, and how far it is. The rows are the truth; workers come and go."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Access, Resource
from portal.deployments.choices import ACTIVE, State, StepState
from portal.leases import Leased, LeasedQuerySet
from portal.operations.models import Operation

TYPE = "Microsoft.Resources/deployments"
READ, WRITE, DELETE = f"{TYPE}/read", f"{TYPE}/write", f"{TYPE}/delete"
VALIDATE, CANCEL, WHAT_IF = (
    f"{TYPE}/validate/action",
    f"{TYPE}/cancel/action",
    f"{TYPE}/whatIf/action",
)
EXPORT = f"{TYPE}/exportTemplate/action"


class DeploymentQuerySet(LeasedQuerySet):
    def accessible(self, access: Access, action: str = "") -> Self:
        """A deployment has no card of its own: what holds where it lies, holds for it."""
        return self.filter(access.allows_on(action or READ, "scope__"))

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def listed(self) -> Self:
        """Without what is large and not shown."""
        return self.defer("template", "world", "sealed")


class Deployment(Leased):
    """A template being carried out in a resource group or subscription, or how that ended.

    `sealed` has the secure parameters, encrypted, and only while they are needed; and the template
    instead of `template` where it may have such values in it. All deployments that one call set
    off, directly or inside of others, share its correlation id; the first of them counts what
    working all of them out has `spent`, in seconds of the processor.
    """

    TYPE: ClassVar[str] = TYPE

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.ForeignKey(Resource, models.CASCADE, related_name="deployments")
    name = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    correlation_id = models.CharField(max_length=64)
    asked_by = models.UUIDField(null=True)  # the step of another deployment that began this one
    api_version = models.CharField(max_length=50)
    location = models.CharField(max_length=64, blank=True)
    tags = models.JSONField(default=dict, blank=True)
    template = models.TextField(blank=True)  # JSON, in the order in which it was written
    template_hash = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)  # {name: {type, value}}, secure ones without value
    sealed = models.TextField(blank=True)
    world = models.JSONField(default=dict)
    providers = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State, default=State.ACCEPTED)
    outputs = models.JSONField(null=True)
    output_resources = models.JSONField(default=list)  # ids, those of deployments inside too
    error = models.JSONField(null=True)
    spent = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("scope", Lower("name"), name="deployment_name_once"),
        ]
        indexes = [
            models.Index(
                fields=["leased_until"],
                name="deployment_open",
                condition=models.Q(state__in=[state.value for state in ACTIVE]),
            ),
            models.Index(fields=["correlation_id"], name="deployment_correlation"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def arm_id(self) -> str:
        return f"{self.scope.arm_id}/providers/{TYPE}/{self.name}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class StepQuerySet(models.QuerySet["DeploymentStep"]):
    def commit(self, step: "DeploymentStep", token: uuid.UUID, **changes: Any) -> bool:
        """Write results, only while the deployment's lease is still this worker's."""
        mine = self.filter(pk=step.pk, deployment__lease_token=token)
        return bool(mine.update(**changes))


class DeploymentStep(models.Model):
    """One resource of a deployment. `needs` are the ordinals of steps that come before it."""

    deployment = models.ForeignKey(Deployment, models.CASCADE, related_name="steps")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ordinal = models.PositiveSmallIntegerField()
    arm_id = models.CharField(max_length=1_000)
    type = models.CharField(max_length=200)
    name = models.CharField(max_length=1_000)
    needs = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=StepState, default=StepState.WAITING)
    operation = models.ForeignKey(Operation, models.SET_NULL, null=True, related_name="+")
    child = models.ForeignKey(Deployment, models.SET_NULL, null=True, related_name="+")
    status = models.PositiveSmallIntegerField(null=True)  # as HTTP would say
    error = models.JSONField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deployment", "ordinal"], name="step_once"),
        ]

    def __str__(self) -> str:
        return self.name
