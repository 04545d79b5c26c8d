"""Wanted and there: claims and replicas are separate rows."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from regions.choices import RegionState, ReplicaState, StorageType
from regions.models.content import DiskContent, DiskSet
from regions.models.lease import Leased
from regions.models.region import Region


class Claim(models.Model):
    """Wanted: this disk set in this region, so many replicas, on this storage type.

    State and sums are folded from the replicas by `regions.replication.fold`, so that a list of
    regions is one row each.
    """

    disk_set = models.ForeignKey(DiskSet, models.CASCADE, related_name="claims")
    region = models.ForeignKey(Region, models.PROTECT, related_name="claims")
    replica_count = models.PositiveSmallIntegerField()
    storage_type = models.CharField(max_length=16, choices=StorageType)
    priority = models.SmallIntegerField(default=0)  # lower runs later
    state = models.CharField(max_length=12, choices=RegionState, default=RegionState.UNKNOWN)
    replicas_ready = models.PositiveSmallIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    bytes_copied = models.BigIntegerField(default=0)
    bytes_reused = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disk_set", "region"], name="region_once"),
            models.CheckConstraint(condition=Q(replica_count__gte=1), name="at_least_one"),
        ]
        indexes = [models.Index(fields=["region", "state"], name="claim_region_state")]

    def __str__(self) -> str:
        return f"{self.replica_count} in {self.region}"

    @property
    def copies(self) -> int:
        """Places in which each replica keeps all its bytes."""
        return 3 if self.storage_type == StorageType.STANDARD_ZRS else 1

    @property
    def is_usable(self) -> bool:
        """One proven replica is enough to make machines from."""
        return self.replicas_ready > 0


class Replica(Leased):
    """There: one deep copy of a disk set. Sizes in bytes."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="replicas")
    ordinal = models.PositiveSmallIntegerField()  # k lives in set-k
    state = models.CharField(max_length=12, choices=ReplicaState, default=ReplicaState.WAITING)
    bytes_total = models.BigIntegerField(default=0)
    bytes_copied = models.BigIntegerField(default=0)
    bytes_reused = models.BigIntegerField(default=0)
    bytes_proven = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "ordinal"], name="ordinal_once"),
        ]
        indexes = [
            models.Index(
                fields=["state", "leased_until"],
                name="replica_open",
                condition=Q(state__in=["Waiting", "Copying", "Proving"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Replica {self.ordinal} of {self.claim}"

    @property
    def is_settled(self) -> bool:
        return self.state in {ReplicaState.READY, ReplicaState.FAILED, ReplicaState.CANCELLED}

    def took(self) -> float | None:
        """Seconds from start to ready."""
        ends: tuple[datetime | None, datetime | None] = (self.started_at, self.ready_at)
        start, end = ends
        return (end - start).total_seconds() if start and end else None


class ReplicaDisk(models.Model):
    """One disk inside a replica; copied + reused = total when it is all there."""

    replica = models.ForeignKey(Replica, models.CASCADE, related_name="disks")
    content = models.ForeignKey(DiskContent, models.PROTECT, related_name="+")
    bytes_total = models.BigIntegerField(default=0)
    bytes_copied = models.BigIntegerField(default=0)
    bytes_reused = models.BigIntegerField(default=0)
    bytes_away = models.BigIntegerField(default=0)  # still to come from outside the first place
    is_measured = models.BooleanField(default=False)  # what was there before is known
    is_copied = models.BooleanField(default=False)
    is_proven = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replica", "content"], name="content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.content} in {self.replica}"
