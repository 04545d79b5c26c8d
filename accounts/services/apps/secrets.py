"""Secrets of apps: made here, shown once, several at a time so that one can follow another."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.choices import PRINCIPALS
from accounts.models import Application, AppSecret
from accounts.models.apps import MOST_CREDENTIALS
from accounts.services.escalation import require_no_less_than_app
from accounts.services.rows import check_fields
from portal.audit.services import Actor, record
from portal.errors import InvalidInput, LimitReached

WRITE = f"{PRINCIPALS}/applications/credentials/write"
DELETE = f"{PRINCIPALS}/applications/credentials/delete"
LIVES = timedelta(days=180)
LONGEST = timedelta(days=730)
PREFIX = "sig_"  # found by scanners of leaked secrets, and never taken for an option of a command


@dataclass(frozen=True)
class NewSecret:
    """`value` is kept nowhere: show it now or never."""

    secret: AppSecret
    value: str


@transaction.atomic
def create_secret(
    *,
    actor: Actor,
    application: Application,
    name: str = "",
    expires_at: datetime | None = None,
) -> NewSecret:
    """Good for half a year unless told otherwise, two years at most. Earlier ones stay good."""
    require_no_less_than_app(actor, application)
    require_room(application.secrets.count(), "secrets")
    value = PREFIX + secrets.token_urlsafe(32)
    row = AppSecret(
        application=application,
        name=name.strip(),
        digest=digest_of(value),
        hint=value.removeprefix(PREFIX)[:3],
        created_by_id=actor.principal.pk,
        expires_at=checked_end(expires_at),
    )
    check_fields(row)
    row.save()
    after = {"secret": str(row), "id": str(row.guid), "until": row.expires_at.isoformat()}
    summary = f"created a secret of app {application}"
    record(actor, WRITE, application.tenant.resource, summary, after=after)
    return NewSecret(row, value)


@transaction.atomic
def remove_secret(*, actor: Actor, secret: AppSecret) -> None:
    """Tokens that were issued for it are refused from now on."""
    application = secret.application
    before = {"secret": str(secret), "id": str(secret.guid)}
    secret.delete()
    summary = f"removed a secret of app {application}"
    record(actor, DELETE, application.tenant.resource, summary, before=before)


def digest_of(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def require_room(count: int, what: str) -> None:
    if count >= MOST_CREDENTIALS:
        raise LimitReached(
            f"An app has at most {MOST_CREDENTIALS} {what}. Remove one that is not used any more. "
            "Nothing was created."
        )


def checked_end(expires_at: datetime | None) -> datetime:
    now = timezone.now()
    ends = expires_at or now + LIVES
    if not now < ends <= now + LONGEST:
        raise InvalidInput(
            "A secret ends in the future, and within two years. Nothing was created.",
            field="expires_at",
        )
    return ends
