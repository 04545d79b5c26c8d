"""Work that exactly one process may do at a time, although any process may die or freeze."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


def lease() -> timedelta:
    """How long work stays a worker's without a sign of life; a heartbeat renews it."""
    return timedelta(seconds=settings.SIG_LEASE_SECONDS)


class LeasedQuerySet(models.QuerySet[Any]):
    """Times are the database's, never a worker's own."""

    def free(self) -> Self:
        """Not held by a living worker."""
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=Now()))

    def due(self) -> Self:
        """Not waiting for another try."""
        return self.filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()))

    def take(self, pk: int, **changes: Any) -> uuid.UUID | None:
        """Claim one row, or None when another worker has it or it no longer matches."""
        token = uuid.uuid4()
        changes = {"lease_token": token, "leased_until": Now() + lease(), **changes}
        return token if self.free().filter(pk=pk).update(**changes) else None

    def commit(self, pk: int, token: uuid.UUID, **changes: Any) -> bool:
        """Write results and renew, only while the lease is still this worker's."""
        changes = {"leased_until": Now() + lease(), **changes}
        return bool(self.filter(pk=pk, lease_token=token).update(**changes))

    def release(self, pk: int, token: uuid.UUID, **changes: Any) -> bool:
        return self.commit(pk, token, **{"lease_token": None, "leased_until": None, **changes})


class Leased(models.Model):
    """Who does it, and when it is to be tried again. Its manager is of a LeasedQuerySet."""

    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
