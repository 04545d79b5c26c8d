"""Grants: guardian's permission rows with a direct foreign key to the card they apply to."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models.resource import Resource
from accounts.roles import BY_KEY, Role


class GrantColumns(models.Model):
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def live(cls) -> models.Q:
        """Rows that have not ended."""
        return models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now())

    @property
    def is_live(self) -> bool:
        return self.expires_at is None or self.expires_at > timezone.now()

    @property
    def role(self) -> Role:
        return BY_KEY[self.permission.codename]  # type: ignore[attr-defined]


class UserGrant(GrantColumns, UserObjectPermissionBase):
    """A role given to a person or a service principal."""

    content_object = models.ForeignKey(Resource, models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.role.name} to {self.user} on {self.content_object}"


class GroupGrant(GrantColumns, GroupObjectPermissionBase):
    """A role given to a group."""

    content_object = models.ForeignKey(Resource, models.CASCADE, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.role.name} to {self.group.as_group} on {self.content_object}"
