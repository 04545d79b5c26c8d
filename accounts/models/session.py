"""Sessions that know whose they are, so that a person can see and end them."""

import hashlib

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class Session(AbstractBaseSession):
    """One browser, signed in or not; kept by accounts.sessions."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    started_at = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @property
    def handle(self) -> str:
        """Names the session on a page; the key itself would open it."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]
