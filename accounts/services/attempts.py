"""Guessing is counted and stopped: so many tries for one name, then a while of waiting.

A try counts before it is judged, so that many at once gain nothing; a right one forgives.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.errors import LockedOut
from accounts.models import SignInAttempts

FORGET = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`told` says what there were too many of."""

    most: int
    lock: timedelta
    told: str


@transaction.atomic
def count(name: str, limit: Limit) -> None:
    """Raises LockedOut while the name is locked."""
    now = timezone.now()
    SignInAttempts.objects.filter(last_failure_at__lt=now - FORGET).delete()
    attempts, _ = SignInAttempts.objects.select_for_update().get_or_create(sign_in_name=name)
    if attempts.locked_until and attempts.locked_until > now:
        raise _locked_out(attempts.locked_until - now, limit)
    if attempts.last_failure_at < now - limit.lock:
        attempts.failures = 0
    attempts.failures += 1
    attempts.last_failure_at = now
    attempts.locked_until = now + limit.lock if attempts.failures >= limit.most else None
    attempts.save()


def forgive(name: str) -> None:
    SignInAttempts.objects.filter(sign_in_name=name).delete()


def _locked_out(left: timedelta, limit: Limit) -> LockedOut:
    minutes = int(left.total_seconds() // 60) + 1
    return LockedOut(
        f"{limit.told}. Wait {minutes} minutes, then try again. "
        "Nobody was signed in, and nothing was changed.",
        seconds=int(left.total_seconds()) + 1,
    )
