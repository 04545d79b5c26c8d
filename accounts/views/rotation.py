"""How the secrets of an app stand: which ends next, and which is not needed any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import AppSecret

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Rotation:
    """`ending` is good for a few weeks more, and no later one can follow it; `idle` was followed
    by one that is used, and has been used by nobody since."""

    ending: AppSecret | None = None
    idle: AppSecret | None = None


def rotation_of(secrets: Sequence[AppSecret]) -> Rotation:
    """Of all of an app, the newest first."""
    live = [secret for secret in secrets if secret.is_live]
    return Rotation(_ending(live), _idle(live))


def _ending(live: Sequence[AppSecret]) -> AppSecret | None:
    last = max(live, key=lambda secret: secret.expires_at, default=None)
    return last if last and last.expires_at < timezone.now() + SOON else None


def _idle(live: Sequence[AppSecret]) -> AppSecret | None:
    used = next((secret for secret in live if secret.last_used_at), None)
    if used is None:
        return None
    older = (secret for secret in live if secret.created_at < used.created_at)
    return next((s for s in older if not s.last_used_at or s.last_used_at < used.created_at), None)
