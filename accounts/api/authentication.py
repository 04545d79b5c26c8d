"""Who calls the API, by the bearer token that the request carries."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.errors import InvalidToken
from accounts.models import Access, User
from accounts.services.tokens import Holder, holder_of
from portal.audit.models import Via
from portal.audit.services import Actor

AUXILIARY = "x-ms-authorization-auxiliary"
MOST_AUXILIARY = 3
INVALID = "InvalidAuthenticationToken"
NO_BEARER = "The Authorization header holds no bearer token. Write: Bearer, a space, the token."


@dataclass(frozen=True)
class Token:
    """`source_access` adds what auxiliary tokens allow: it counts only for sources that a payload
    names."""

    access: Access
    source_access: Access
    actor: Actor
    tenant_guid: UUID


class BearerAuthentication(BaseAuthentication):
    """Rights are read anew at every call; the token only says whose."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        base = request.build_absolute_uri("/").rstrip("/")
        try:
            holder = holder_of(_bearer(header), base)
            others = _auxiliary(request.headers.get(AUXILIARY, ""), holder, base)
        except InvalidToken as error:
            raise AuthenticationFailed(error.message, error.code) from error
        access = Access.of(holder.user)
        source_access = access.joined(Access.of(other.user) for other in others)
        actor = Actor(holder.user, Via.API)
        return holder.user, Token(access, source_access, actor, holder.tenant_guid)

    def authenticate_header(self, request: Request) -> str:
        authority = request.build_absolute_uri("/organizations")
        return f'Bearer authorization_uri="{authority}", error="invalid_token"'


def _bearer(header: str) -> str:
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidToken(NO_BEARER)
    return token.strip()


def _auxiliary(header: str, holder: Holder, base: str) -> Iterable[Holder]:
    """Of the same app in other tenants; anybody else's token lends nothing."""
    texts = [text for text in header.split(",") if text.strip()]
    if len(texts) > MOST_AUXILIARY:
        raise InvalidToken(f"At most {MOST_AUXILIARY} auxiliary tokens are taken.")
    others = [holder_of(_bearer(text), base) for text in texts]
    if any(other.client_id != holder.client_id for other in others):
        raise InvalidToken("An auxiliary token was issued to another app than the access token.")
    return others
