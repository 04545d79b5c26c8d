"""Regions, and which subscriptions may use the restricted ones."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Subscription
from regions.choices import StorageType, Tier


class Region(models.Model):
    """Synchronised at start from the built-in set or from SIG_REGIONS; stores stay in settings."""

    name = models.CharField(max_length=64, primary_key=True)  # e.g. southcentralus
    display_name = models.CharField(max_length=64, unique=True)  # e.g. South Central US
    geography = models.CharField(max_length=64)
    latitude = models.FloatField()
    longitude = models.FloatField()
    zones = models.PositiveSmallIntegerField(default=0)  # none or three
    tiers = models.JSONField(default=list)
    is_restricted = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)  # False once gone from the configuration
    allowed_subscriptions = models.ManyToManyField(
        Subscription, through="RegionAllowance", related_name="allowed_regions"
    )

    class Meta:
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def storage_types(self) -> list[StorageType]:
        types = [StorageType.STANDARD_LRS]
        if self.zones:
            types.append(StorageType.STANDARD_ZRS)
        if Tier.PREMIUM in self.tiers:
            types.append(StorageType.PREMIUM_LRS)
        return types


class Store(models.Model):
    """One place for bytes, known by the mark that it was given when it was first used."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="stores")
    zone = models.CharField(max_length=4)
    tier = models.CharField(max_length=12, choices=Tier)
    mark = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "zone", "tier"], name="store_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region}, zone {self.zone}, {self.tier}"


class RegionAllowance(models.Model):
    """A subscription on the allow list of a restricted region."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="allowances")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="region_allowances")
    allowed_at = models.DateTimeField(default=timezone.now)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "subscription"], name="allowance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription} in {self.region}"
