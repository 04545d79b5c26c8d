"""Sharing beyond roles: with subscriptions and tenants, or with everybody."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from galleries.choices import ShareKind
from galleries.models.gallery import Gallery


class DirectShareQuerySet(models.QuerySet["DirectShare"]):
    def reaching(self, subscription: str, tenant: str) -> Self:
        """A share with a tenant covers all its subscriptions."""
        return self.filter(
            Q(kind=ShareKind.SUBSCRIPTION, guid=subscription)
            | Q(kind=ShareKind.TENANT, guid=tenant)
        )


class DirectShare(models.Model):
    """Everybody in a subscription or tenant sees what is ready in their regions, and may use it.

    The guid is as the publisher gave it: whether there is such a subscription is not for them to
    learn.
    """

    gallery = models.ForeignKey(Gallery, models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=16, choices=ShareKind)
    guid = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = DirectShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gallery", "kind", "guid"], name="share_once"),
        ]
        indexes = [models.Index(fields=["guid", "kind"], name="share_recipient")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.guid}"


class CommunityProfile(models.Model):
    """Who publishes a community gallery and what it is called in public.

    Prepared with the gallery; everybody sees it from `enabled_at` on.
    """

    gallery = models.OneToOneField(Gallery, models.CASCADE, related_name="community")
    publisher_uri = models.CharField(max_length=500)
    publisher_contact = models.CharField(max_length=254)
    eula = models.TextField()
    public_name_prefix = models.CharField(max_length=40)
    public_name = models.CharField(max_length=80)
    enabled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("public_name"), name="public_name_once")]

    def __str__(self) -> str:
        return self.public_name

    @property
    def page(self) -> str:
        """Where a link may lead; the API takes any text for it."""
        is_web = self.publisher_uri.lower().startswith(("https://", "http://"))
        return self.publisher_uri if is_web else ""

    @property
    def is_enabled(self) -> bool:
        return self.enabled_at is not None
