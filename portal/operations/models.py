import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.api.call import Call

RETRY_AFTER = "1"  # seconds; without it clients wait 30 between polls


class Status(models.TextChoices):
    IN_PROGRESS = "InProgress"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    CANCELED = "Canceled"


class Operation(models.Model):
    """What a caller is told of work that goes on after the answer.

    Where other rows say how far the work is, the kind's `settle` reads them, and this row only
    keeps the end. `data` is for that kind alone; `result` is what the caller gets at the end.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    target_arm_id = models.CharField(max_length=600)
    subscription = models.UUIDField()
    region = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.IN_PROGRESS)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    error_code = models.CharField(max_length=80, blank=True)
    error_message = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["started_at"], name="operation_age"),
            models.Index(fields=["kind", "status", "id"], name="operation_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.target_arm_id}"

    @property
    def is_running(self) -> bool:
        return self.status == Status.IN_PROGRESS

    @property
    def path(self) -> str:
        above = f"/subscriptions/{self.subscription}"
        if not self.region:
            return f"{above}/operationresults/{self.guid}"
        place = f"{above}/providers/Microsoft.Compute/locations/{self.region}"
        return f"{place}/capsOperations/{self.guid}"

    def headers(self, call: Call) -> dict[str, str]:
        """Where to poll: the state, and the result."""
        return {
            "Azure-AsyncOperation": call.url(self.path),
            "Location": call.url(self.path, monitor="true"),
            "Retry-After": RETRY_AFTER,
        }
