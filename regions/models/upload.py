"""Resumable uploads: parts in the source region's staging area, offsets here."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Resource
from regions.choices import UploadState
from regions.models.region import Region


class Upload(models.Model):
    """One disk file on its way in. `offset` bytes of `length` are durable."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    scope = models.ForeignKey(Resource, models.CASCADE, related_name="+")  # may publish here
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=UploadState, default=UploadState.RECEIVING)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="upload_expiry")]

    def __str__(self) -> str:
        return self.file_name


class UploadPart(models.Model):
    """Bytes `start` to `start + length` in one staged file."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    start = models.BigIntegerField()
    length = models.BigIntegerField()
    file_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start} + {self.length}"
