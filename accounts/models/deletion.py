"""Deleting a resource group with all that is in it."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.choices import DeletionState
from accounts.models.directory import User
from accounts.models.tree import ResourceGroup
from portal.leases import Leased, LeasedQuerySet


class GroupDeletionQuerySet(LeasedQuerySet):
    def running(self) -> Any:
        return self.filter(state=DeletionState.RUNNING)


class GroupDeletion(Leased):
    """Work for one worker at a time, which goes on where another stopped. Outlives its group."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource_group = models.ForeignKey(
        ResourceGroup, models.SET_NULL, null=True, related_name="deletions"
    )
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    via = models.CharField(max_length=12)
    request_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=DeletionState, default=DeletionState.RUNNING)
    deleted = models.PositiveIntegerField(default=0)  # resources so far
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupDeletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource_group"],
                condition=models.Q(state=DeletionState.RUNNING),
                name="one_deletion_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state=DeletionState.RUNNING),
                name="deletion_running",
            ),
        ]

    def __str__(self) -> str:
        return f"Deletion of {self.resource_group or 'a resource group'}"

    @property
    def is_running(self) -> bool:
        return self.state == DeletionState.RUNNING
