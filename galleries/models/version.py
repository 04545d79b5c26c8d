from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.choices import ResourceType
from accounts.models import Resource, ScopedQuerySet
from galleries.choices import SourceKind
from galleries.models.definition import ImageDefinition
from regions.choices import StorageType
from regions.models import Claim, DiskSet


class ImageVersionQuerySet(ScopedQuerySet["ImageVersion"]):
    def newest_first(self) -> Self:
        """By number, not by text: 1.10.0 comes before 1.9.0."""
        return self.order_by("-major", "-minor", "-patch")

    def eligible_for_latest(self, region: str = "") -> Self:
        """Not excluded, not being deleted, and usable (in that region, or in any)."""
        claims = Claim.objects.filter(disk_set=models.OuterRef("disk_set"), replicas_ready__gt=0)
        if region:
            claims = claims.filter(region=region)
        return self.filter(
            models.Exists(claims), exclude_from_latest=False, deleting_since__isnull=True
        )


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
    exclude_from_latest = models.BooleanField(default=False)
    end_of_life = models.DateTimeField(null=True, blank=True)
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
