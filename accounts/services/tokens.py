"""Access tokens: what is in them, and who stands behind one that is shown.

A token says who and until when, never what they may do: that is read from live grants at every
call. So it never exceeds its owner's rights, and it ends with the principal, the credential, the
consent or the connection that it was issued for.
"""

import time
import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from accounts.errors import InvalidToken
from accounts.models import (
    AppCertificate,
    AppSecret,
    Connection,
    GroupGrant,
    ServicePrincipal,
    Tenant,
    User,
    UserGrant,
)
from accounts.models.apps import Credential
from accounts.services import signing_keys

LIVES = 3600  # seconds
LEEWAY = 60
# Clients that are told only where the API is ask for the public service's audience.
PUBLIC_AUDIENCES = ("https://management.azure.com", "https://management.core.windows.net")
INVALID = "The access token is invalid."
EXPIRED = "The access token has expired. Sign in again, or ask for a new one."
ENDED = (
    "The access token is no longer good: whoever it was issued to was disabled, or its secret, "
    "consent or sign-in was ended."
)
DELEGATED = "user_impersonation"


@dataclass(frozen=True)
class Issuer:
    """One tenant as the authority of tokens; `base` is the address it was reached by."""

    base: str
    tenant: Tenant

    def __str__(self) -> str:
        return f"{self.base}/{self.tenant.guid}/v2.0"


@dataclass(frozen=True)
class Holder:
    """Who a token speaks for, in which tenant, through which client."""

    user: User
    tenant_guid: UUID
    client_id: UUID


def audiences(base: str) -> tuple[str, ...]:
    """What a token may be for, without final slash: with and without one are equal."""
    return (base, *PUBLIC_AUDIENCES)


def is_audience(text: str, base: str) -> bool:
    return text.rstrip("/").lower() in audiences(base.lower())


def for_app(
    issuer: Issuer, principal: ServicePrincipal, credential: Credential, audience: str
) -> str:
    client_id = str(principal.application.client_id)
    return signing_keys.sign(
        {
            **_common(issuer, principal.user, audience),
            "appid": client_id,
            "azp": client_id,
            "appidacr": "1" if isinstance(credential, AppSecret) else "2",
            "idtyp": "app",
            "cred": str(credential.guid),
        }
    )


def for_person(issuer: Issuer, connection: Connection, audience: str) -> str:
    user = connection.user
    return signing_keys.sign(
        {
            **_common(issuer, user, audience),
            "appid": str(connection.client_id),
            "azp": str(connection.client_id),
            "idtyp": "user",
            "name": user.display_name,
            "upn": user.sign_in_name,
            "unique_name": user.sign_in_name,
            "scp": DELEGATED,
            "sid": str(connection.guid),
        }
    )


def id_token(issuer: Issuer, connection: Connection, nonce: str = "") -> str:
    user, now = connection.user, int(time.time())
    claims = {
        "aud": str(connection.client_id),
        "iss": str(issuer),
        "iat": now,
        "nbf": now,
        "exp": now + LIVES,
        "sub": str(user.guid),
        "oid": str(user.guid),
        "tid": str(issuer.tenant.guid),
        "name": user.display_name,
        "preferred_username": user.sign_in_name,
        "ver": "2.0",
    }
    return signing_keys.sign({**claims, "nonce": nonce} if nonce else claims)


def _common(issuer: Issuer, user: User, audience: str) -> dict[str, Any]:
    now = int(time.time())
    return {
        "aud": audience,
        "iss": str(issuer),
        "iat": now,
        "nbf": now,
        "exp": now + LIVES,
        "tid": str(issuer.tenant.guid),
        "oid": str(user.guid),
        "sub": str(user.guid),
        "uti": uuid.uuid4().hex,
        "ver": "1.0",
    }


def holder_of(token: str, base: str) -> Holder:
    """Raises InvalidToken unless it is good now, for the API at `base`."""
    claims = _verified(token, base)
    try:
        tenant, user, client = (UUID(claims[name]) for name in ("tid", "oid", "appid"))
        made_from = UUID(claims["cred" if claims["idtyp"] == "app" else "sid"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InvalidToken(INVALID) from error
    if claims["idtyp"] == "app":
        return Holder(_live_app(tenant, user, client, made_from), tenant, client)
    return Holder(_live_person(tenant, user, client, made_from), tenant, client)


def _verified(token: str, base: str) -> dict[str, Any]:
    try:
        claims = signing_keys.verify(token)
        needed: Any = dict.fromkeys(("aud", "iss", "exp", "nbf"), {"essential": True})
        JWTClaimsRegistry(leeway=LEEWAY, **needed).validate(claims)
    except ExpiredTokenError as error:
        raise InvalidToken(EXPIRED, code="ExpiredAuthenticationToken") from error
    except JoseError as error:
        raise InvalidToken(INVALID) from error
    if not isinstance(claims["aud"], str) or not is_audience(claims["aud"], base):
        raise InvalidToken(
            "The access token is for another audience.", code="InvalidAuthenticationTokenAudience"
        )
    return claims


def _live_app(tenant: UUID, user: UUID, client: UUID, credential: UUID) -> User:
    """In one query: the principal, while it may act, and the credential, while it is there."""
    own = {"application": OuterRef("application"), "guid": credential}
    is_there = Q(
        Exists(AppSecret.objects.filter(AppSecret.live(), **own))
        | Exists(AppCertificate.objects.filter(AppCertificate.live(), **own))
    )
    found = ServicePrincipal.objects.filter(
        ServicePrincipal.live(),
        is_there,
        user__guid=user,
        tenant__resource__guid=tenant,
        application__client_id=client,
    )
    principal = found.select_related("user__tenant__resource").first()
    if principal is None:
        raise InvalidToken(ENDED)
    return principal.user


def _live_person(tenant: UUID, user: UUID, client: UUID, connection: UUID) -> User:
    allowed = ServicePrincipal.objects.filter(
        ServicePrincipal.live(),
        application=OuterRef("application"),
        tenant=OuterRef("user__tenant"),
    )
    found = Connection.objects.filter(
        Q(application=None) | Exists(allowed),
        guid=connection,
        client_id=client,
        user__guid=user,
        user__is_active=True,
    )
    row = found.select_related("user__tenant__resource").first()
    if row is None or not _is_known_in(row.user, tenant):
        raise InvalidToken(ENDED)
    return row.user


def _is_known_in(user: User, tenant: UUID) -> bool:
    return user.tenant.guid == tenant or is_guest(user, tenant)


def is_guest(user: User, tenant: UUID) -> bool:
    """Whether somebody of another tenant was given anything in this one."""
    there = {"content_object__tenant__guid": tenant}
    direct = UserGrant.objects.filter(UserGrant.live(), user=user, **there)
    grouped = GroupGrant.objects.filter(GroupGrant.live(), group__user=user, **there)
    return direct.exists() or grouped.exists()
