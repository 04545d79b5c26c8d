"""Authorization codes: approved in the browser, exchanged by the program, once."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import AuthorizationCode, Connection, User
from accounts.services.connections.family import WRITE, digest_of, end_copied, open_connection
from accounts.services.connections.programs import Asking, require_may_ask
from portal.audit.services import Actor, record

LIVES = timedelta(minutes=5)


@dataclass(frozen=True)
class Browsing:
    """How a browser came, and where it is sent back."""

    redirect_uri: str
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""


@transaction.atomic
def issue_code(*, actor: Actor, user: User, asking: Asking, browsing: Browsing) -> str:
    """The person has approved; the program gets this through their browser."""
    require_may_ask(asking.program, user, asking.tenant)
    now = timezone.now()
    AuthorizationCode.objects.filter(expires_at__lte=now - LIVES).delete()
    value = secrets.token_urlsafe(48)
    AuthorizationCode.objects.create(
        **asking.columns(),
        digest=digest_of(value),
        user=user,
        redirect_uri=browsing.redirect_uri,
        nonce=browsing.nonce[:300],
        code_challenge=browsing.code_challenge,
        code_challenge_method=browsing.code_challenge_method,
        expires_at=now + LIVES,
    )
    summary = f"let {asking.program.name} act for them, from {asking.address}"
    after = {"client_id": str(asking.program.client_id), "from": asking.address, "by": "browser"}
    record(actor, WRITE, user.tenant.resource, summary, after=after)
    return value


def find_code(value: str, client_id: UUID) -> AuthorizationCode | None:
    """A code that comes a second time was copied: what the first one began ends."""
    related = ("user__tenant__resource", "tenant__resource", "connection__user__tenant__resource")
    codes = AuthorizationCode.objects.select_related(*related)
    found = codes.filter(digest=digest_of(value), client_id=client_id).first()
    if found is None or not found.is_live or not found.user.is_active:
        return None
    if found.used_at is not None:
        if found.connection is not None:
            end_copied(found.connection)
        return None
    return found


@transaction.atomic
def exchange_code(
    code: AuthorizationCode, asking: Asking, *, is_confidential: bool
) -> Connection | None:
    unused = AuthorizationCode.objects.filter(pk=code.pk, used_at=None)
    if not unused.update(used_at=timezone.now()):
        return None
    connection = open_connection(asking, code.user, is_confidential=is_confidential)
    AuthorizationCode.objects.filter(pk=code.pk).update(connection=connection)
    return connection
