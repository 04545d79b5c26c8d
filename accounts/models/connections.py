"""What programs hold to act for a person, and how they come by it."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.choices import DeviceState
from accounts.models.apps import Application
from accounts.models.directory import Tenant, User


class Connection(models.Model):
    """A program signed in for a person. Its refresh tokens are one family; without the row none
    of them, and no access token made from them, is good for anything."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="connections")
    # Null for the well-known clients, such as the Azure CLI; accounts.clients knows those.
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="+")
    client_id = models.UUIDField()
    client_name = models.CharField(max_length=120)
    # A program that proved itself when it began must do so at every refresh.
    is_confidential = models.BooleanField(default=False)
    scope = models.CharField(max_length=1000, blank=True)
    browser = models.CharField(max_length=200, blank=True)  # how the program named itself
    address = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-last_used_at"], name="connection_latest")]

    def __str__(self) -> str:
        return self.client_name


class RefreshToken(models.Model):
    """Good once. When one comes back that was used before, somebody has a copy."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Refresh token until {self.expires_at:%Y-%m-%d %H:%M}"


class Asked(models.Model):
    """What a program asks for on the way to a connection."""

    client_id = models.UUIDField()
    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True, related_name="+")  # null: any
    scope = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    browser = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        return self.expires_at > timezone.now()


class DeviceLogin(Asked):
    """A program without a browser shows a code; a person types it in and approves."""

    device_digest = models.CharField(max_length=64, unique=True, editable=False)
    user_code = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=12, choices=DeviceState, default=DeviceState.PENDING)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    polled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Device login until {self.expires_at:%Y-%m-%d %H:%M}"


class AuthorizationCode(Asked):
    """Travels through the browser; its program exchanges it within minutes, once."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    redirect_uri = models.CharField(max_length=1000)
    nonce = models.CharField(max_length=300, blank=True)
    code_challenge = models.CharField(max_length=128, blank=True)
    code_challenge_method = models.CharField(max_length=10, blank=True)
    # Set when it is exchanged: a code that comes twice ends what the first one began.
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Authorization code until {self.expires_at:%Y-%m-%d %H:%M}"
