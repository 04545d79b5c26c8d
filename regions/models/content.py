"""Disk contents and disk sets: what the bytes are, whichever regions hold them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Resource, Tenant
from regions.choices import ContentState, SourceKind
from regions.models.lease import Leased
from regions.models.region import Region
from regions.models.upload import Upload


class DiskContent(Leased):
    """Immutable bytes of one virtual disk of one tenant. Sizes in bytes.

    Made by reading a source once in `region`; `manifest` is empty until the last byte is stored.
    Versions of one tenant made from each other share the row.
    """

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ContentState, default=ContentState.WAITING)
    manifest = models.CharField(max_length=64, blank=True)
    virtual_size = models.BigIntegerField()
    occupied_size = models.BigIntegerField(null=True)  # known once stored
    source_kind = models.CharField(max_length=12, choices=SourceKind)
    source_path = models.CharField(max_length=4096, blank=True)
    source_upload = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True)
    source_content = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    source_format = models.CharField(max_length=16)
    source_name = models.CharField(max_length=255, blank=True)
    source_size = models.BigIntegerField()
    source_stamp = models.CharField(max_length=120, blank=True)  # inode, size, mtime of a file
    bytes_read = models.BigIntegerField(default=0)  # of the virtual disk, for progress
    created_at = models.DateTimeField(default=timezone.now)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["leased_until"], name="content_open", condition=~Q(state="Stored")
            ),
            models.Index(fields=["manifest"], name="content_manifest"),
        ]

    def __str__(self) -> str:
        return self.source_name or self.manifest


class DiskSet(models.Model):
    """The OS disk and data disks of one version."""

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # the source region
    # The version's card: what the activity log and the ledger name.
    card = models.ForeignKey(Resource, models.SET_NULL, null=True, related_name="+")
    contents = models.ManyToManyField(DiskContent, through="DiskSetDisk", related_name="disk_sets")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Disk set {self.pk}"


class DiskSetDisk(models.Model):
    """A disk at its place: no LUN for the OS disk, a LUN for a data disk."""

    disk_set = models.ForeignKey(DiskSet, models.CASCADE, related_name="disks")
    content = models.ForeignKey(DiskContent, models.PROTECT, related_name="places")
    lun = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = [models.F("lun").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["disk_set", "lun"], name="lun_once"),
            models.UniqueConstraint(
                fields=["disk_set"], name="one_os_disk", condition=Q(lun__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return "OS disk" if self.lun is None else f"Data disk, LUN {self.lun}"
