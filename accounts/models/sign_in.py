"""Ways in: one-time links and the count of failures that locks an account for a while."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SetupLink(models.Model):
    """A one-time link. Only a hash of its token is kept; used or expired, it opens nothing.

    Without a user it makes the first administrator; with one it lets them choose a password.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Link until {self.expires_at:%Y-%m-%d %H:%M}"


class SignInAttempts(models.Model):
    """Failures in a row of one thing that is counted, and until when it is locked.

    Most are sign-in names, known or not; see services.attempts for the others.
    """

    sign_in_name = models.CharField(max_length=254, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure_at = models.DateTimeField(default=timezone.now, db_index=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.sign_in_name
