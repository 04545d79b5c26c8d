"""Leased work that moves bytes: how fast, how often it was tried, what went wrong."""

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now

from portal import leases
from portal.leases import lease

__all__ = ["Leased", "LeasedQuerySet", "lease"]


class LeasedQuerySet(leases.LeasedQuerySet):
    def take(self, pk: int, **changes: Any) -> uuid.UUID | None:
        return super().take(pk, moved_at=Now(), rate=0, **changes)

    def release(self, pk: int, token: uuid.UUID, **changes: Any) -> bool:
        return super().release(pk, token, rate=0, **changes)


class Leased(leases.Leased):
    """Who does it, how it moves, how often it was tried and what went wrong."""

    moved_at = models.DateTimeField(null=True, blank=True)  # when bytes last went on
    rate = models.BigIntegerField(default=0)  # bytes per second, lately
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        abstract = True
