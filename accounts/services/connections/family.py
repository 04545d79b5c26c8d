"""Connections and their refresh tokens.

A refresh token is good once and gives the next one. One that comes back later was copied: the
connection ends, with every token of it. Only for a minute the same token may come again, because
programs that run side by side share one.
"""

import hashlib
import logging
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.choices import PRINCIPALS
from accounts.models import Connection, RefreshToken, User
from accounts.services.connections.programs import Asking
from portal.audit.models import Via
from portal.audit.services import Actor, record
from portal.errors import NotFound

logger = logging.getLogger(__name__)

WRITE = f"{PRINCIPALS}/connections/write"
DELETE = f"{PRINCIPALS}/connections/delete"
LIVES = timedelta(days=90)  # since it was last used
SIDE_BY_SIDE = timedelta(minutes=1)
USED_KEPT = timedelta(days=30)  # so long a copy is recognised as one


def open_connection(asking: Asking, user: User, *, is_confidential: bool) -> Connection:
    """What was not used for long goes when a new one comes."""
    now = timezone.now()
    Connection.objects.filter(user=user, last_used_at__lt=now - LIVES).delete()
    return Connection.objects.create(
        user=user,
        application=asking.program.application,
        client_id=asking.program.client_id,
        client_name=asking.program.name,
        is_confidential=is_confidential,
        scope=asking.scope[:1000],
        browser=asking.browser,
        address=asking.address,
    )


def new_refresh_token(connection: Connection) -> str:
    value = secrets.token_urlsafe(48)
    RefreshToken.objects.create(
        connection=connection, digest=digest_of(value), expires_at=timezone.now() + LIVES
    )
    return value


def find_refresh_token(value: str, client_id: UUID) -> RefreshToken | None:
    """While it is good; a copied one ends its connection."""
    related = ("connection__user__tenant__resource", "connection__application__tenant")
    found = RefreshToken.objects.filter(digest=digest_of(value), connection__client_id=client_id)
    token = found.select_related(*related).first()
    now = timezone.now()
    if token is None or token.expires_at <= now or not token.connection.user.is_active:
        return None
    if token.used_at is not None and token.used_at < now - SIDE_BY_SIDE:
        end_copied(token.connection)
        return None
    return token


def use_refresh_token(token: RefreshToken) -> str:
    """The one that follows it."""
    now, connection = timezone.now(), token.connection
    RefreshToken.objects.filter(pk=token.pk, used_at=None).update(used_at=now)
    connection.tokens.filter(used_at__lt=now - USED_KEPT).delete()
    Connection.objects.filter(pk=connection.pk).update(last_used_at=now)
    return new_refresh_token(connection)


@transaction.atomic
def end_copied(connection: Connection) -> None:
    """What is good once came twice."""
    user = connection.user
    connection.delete()
    logger.warning("something used of %s came back; ended %s", user.guid, connection.guid)
    summary = f"ended {connection}: a token or code was used twice, so somebody may have a copy"
    record(Actor(user, Via.API), DELETE, user.tenant.resource, summary, before=facts(connection))


def revoke(value: str, client_id: UUID) -> None:
    """By the program itself, at signing out; unknown tokens are as good as revoked."""
    token = find_refresh_token(value, client_id)
    if token is not None:
        user = token.connection.user
        end_connection(actor=Actor(user, Via.API), user=user, guid=token.connection.guid)


def connections_of(user: User) -> QuerySet[Connection]:
    """The programs that act for them, the latest used first."""
    found: QuerySet[Connection] = user.connections.filter(
        last_used_at__gt=timezone.now() - LIVES
    ).select_related("application__tenant")
    return found.order_by("-last_used_at", "-id")


@transaction.atomic
def end_connection(*, actor: Actor, user: User, guid: UUID) -> None:
    """Its tokens are refused from now on."""
    connection = user.connections.filter(guid=guid).first()
    if connection is None:
        raise NotFound("This app is not connected any more.")
    connection.delete()
    summary = f"ended the sign-in of {connection} for {user}"
    record(actor, DELETE, user.tenant.resource, summary, before=facts(connection))


@transaction.atomic
def end_connections(*, actor: Actor, user: User) -> int:
    """How many ended."""
    ended = user.connections.count()
    user.connections.all().delete()
    summary = f"ended the sign-ins of all apps for {user}"
    record(actor, DELETE, user.tenant.resource, summary, before={"apps": ended})
    return ended


def facts(connection: Connection) -> dict[str, str]:
    return {
        "app": connection.client_name,
        "client_id": str(connection.client_id),
        "from": connection.address,
    }


def digest_of(value: str) -> str:
    """256 random bits and more: nothing to guess, so a fast hash will do."""
    return hashlib.sha256(value.encode()).hexdigest()
