"""Activity entries: append-only, and readable after their object is gone."""

from django.db import models
from django.utils import timezone


class Via(models.TextChoices):
    PAGE = "page", "Portal"
    API = "api", "API"
    COMMAND = "command", "Command"
    WORKER = "worker", "Worker"


class Outcome(models.TextChoices):
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"


class Entry(models.Model):
    """One thing that somebody did, or that a worker finished.

    The card's ids are plain numbers, not foreign keys, so that the entry survives the card, and
    are named like the card's columns, so that the same rule says who may read it.
    """

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=120)  # e.g. Microsoft.Compute/galleries/write
    summary = models.CharField(max_length=300)  # past tense, without the actor
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.SUCCEEDED)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=254)
    actor_kind = models.CharField(max_length=20)
    via = models.CharField(max_length=12, choices=Via)
    request_id = models.CharField(max_length=64, blank=True)
    target_id = models.BigIntegerField(null=True)
    target_name = models.CharField(max_length=128, blank=True)
    target_arm_id = models.CharField(max_length=600, blank=True)
    type = models.CharField(max_length=80, blank=True)
    tenant_id = models.BigIntegerField(null=True)
    subscription_id = models.BigIntegerField(null=True)
    resource_group_id = models.BigIntegerField(null=True)
    gallery_id = models.BigIntegerField(null=True)
    definition_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["-at", "-id"], name="entry_newest"),
            models.Index(fields=["tenant_id", "-at", "-id"], name="entry_tenant"),
            models.Index(fields=["subscription_id", "-at", "-id"], name="entry_subscription"),
            models.Index(fields=["gallery_id", "-at", "-id"], name="entry_gallery"),
            models.Index(fields=["definition_id", "-at", "-id"], name="entry_definition"),
            models.Index(fields=["target_id", "-at", "-id"], name="entry_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.summary}"
