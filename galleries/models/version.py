from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.choices import ResourceType
from accounts.models import Resource, ScopedQuerySet
from galleries.choices import SourceKind, StorageStrategy
from galleries.models.definition import ImageDefinition
from regions.choices import StorageType
from regions.models import Claim, DiskSet, Region


class ImageVersionQuerySet(ScopedQuerySet["ImageVersion"]):
    def newest_first(self) -> Self:
        """By number, not by text: 1.10.0 comes before 1.9.0."""
        return self.order_by("-major", "-minor", "-patch")

    def usable_in(self, region: str) -> Self:
        """Not being deleted, and ready there."""
        ready = Claim.objects.filter(disk_set=models.OuterRef("disk_set"), replicas_ready__gt=0)
        return self.filter(models.Exists(ready.filter(region=region)), deleting_since__isnull=True)

    def eligible_for_latest(self, region: str = "") -> Self:
        """Not being deleted, and usable where it is not excluded (in that region, or in any)."""
        own = VersionTarget.objects.filter(
            version__disk_set=models.OuterRef("disk_set"), region=models.OuterRef("region")
        )
        claims = Claim.objects.filter(
            models.Exists(own.filter(exclude_from_latest=False))
            | Q(disk_set__version__exclude_from_latest=False)
            & ~models.Exists(own.filter(exclude_from_latest=True)),
            disk_set=models.OuterRef("disk_set"),
            replicas_ready__gt=0,
        )
        if region:
            claims = claims.filter(region=region)
        return self.filter(models.Exists(claims), deleting_since__isnull=True)


class ImageVersion(models.Model):
    """An immutable, numbered disk set of a definition, kept as replicas in regions."""

    TYPE = ResourceType.VERSION

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="as_version")
    definition = models.ForeignKey(ImageDefinition, models.PROTECT, related_name="versions")
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    disk_set = models.OneToOneField(DiskSet, models.PROTECT, related_name="version")
    replica_count = models.PositiveSmallIntegerField(default=1)  # where a region names none
    storage_type = models.CharField(
        max_length=16, choices=StorageType, default=StorageType.STANDARD_LRS
    )
    storage_strategy = models.CharField(max_length=24, choices=StorageStrategy, blank=True)
    exclude_from_latest = models.BooleanField(default=False)  # where a region says nothing else
    end_of_life = models.DateTimeField(null=True, blank=True)
    may_lose_regions = models.BooleanField(default=True)
    is_kept_until_end_of_life = models.BooleanField(default=False)
    host_caching = models.JSONField(default=dict, blank=True)  # by LUN; "" is the OS disk
    source_kind = models.CharField(max_length=12, choices=SourceKind)
    source_text = models.CharField(max_length=600)  # file name, or the source version's ARM id
    published_at = models.DateTimeField(default=timezone.now)
    published_by_name = models.CharField(max_length=254)
    deleting_since = models.DateTimeField(null=True, blank=True)

    objects = ImageVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "major", "minor", "patch"], name="number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["definition", "-major", "-minor", "-patch"],
                name="version_newest_number",
                condition=Q(deleting_since__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def source_name(self) -> str:
        """What everybody who sees the version may know: not where its source lies."""
        return self.source_text.rsplit("/", 1)[-1]


class VersionTarget(models.Model):
    """What a publisher says of a region besides what its claim says: its place in the list, and
    whether it takes part in `latest` there (None: as the version does).
    """

    version = models.ForeignKey(ImageVersion, models.CASCADE, related_name="targets")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    exclude_from_latest = models.BooleanField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "region"], name="target_once"),
        ]

    def __str__(self) -> str:
        return str(self.region)
