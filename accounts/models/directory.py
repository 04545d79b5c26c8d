"""Tenants and the principals in them."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group as AuthGroup
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.choices import PrincipalKind
from accounts.models.resource import Resource


class Tenant(models.Model):
    """A directory of users, groups and service principals; its guid is its card's guid."""

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="as_tenant")
    name = models.CharField(max_length=80)
    domain = models.CharField(max_length=120, unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tenant_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def guid(self) -> uuid.UUID:
        return self.resource.guid


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(sign_in_name__iexact=username)


class User(AbstractBaseUser):
    """A person or a service principal. Rights come from grants alone, never from a flag here.

    `is_installation_administrator` opens the pages of the installation (tenants, regions,
    limits, workers), and no tenant's resources unless `elevated_until` lies ahead.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="users")
    kind = models.CharField(max_length=20, choices=PrincipalKind, default=PrincipalKind.PERSON)
    sign_in_name = models.CharField(max_length=254, unique=True)
    display_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_installation_administrator = models.BooleanField(default=False)
    elevated_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Named and shaped as guardian and Django's auth expect them.
    groups = models.ManyToManyField(
        AuthGroup, blank=True, related_name="user_set", related_query_name="user"
    )

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("sign_in_name"), name="sign_in_name_once"),
            models.UniqueConstraint(
                "tenant",
                Lower("display_name"),
                condition=models.Q(kind=PrincipalKind.SERVICE),
                name="app_name_once_per_tenant",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "display_name", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sign_in_name = self.sign_in_name.lower()
        super().save(*args, **kwargs)

    @property
    def is_elevated(self) -> bool:
        """Only while they are an administrator, and ending by itself."""
        if not self.is_installation_administrator or self.elevated_until is None:
            return False
        return self.elevated_until > timezone.now()


class Group(models.Model):
    """A tenant's group of principals, backed by one `auth.Group` named by this guid."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    auth_group = models.OneToOneField(AuthGroup, models.PROTECT, related_name="as_group")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant", Lower("name"), name="group_name_once_per_tenant"),
        ]

    def __str__(self) -> str:
        return self.name
