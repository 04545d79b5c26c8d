"""Grants by which a program acts for a person: device code, authorization code, refresh token."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import DeviceCodeGrant

from accounts.choices import DeviceState
from accounts.models import AuthorizationCode, Connection, DeviceLogin, RefreshToken, Tenant, User
from accounts.oauth import proofs
from accounts.oauth.clients import Client
from accounts.oauth.errors import Refused
from accounts.oauth.scopes import audience_of, granted
from accounts.oauth.server import ProtocolRequest
from accounts.oauth.tenants import of_person
from accounts.services import connections, tokens
from accounts.services.connections import Asking, Browsing
from accounts.services.tokens import Issuer
from portal.audit.models import Via
from portal.audit.services import Actor
from portal.errors import Forbidden

Answer = tuple[int, dict[str, Any], list[tuple[str, str]]]


@dataclass(frozen=True)
class Wanted:
    """What a program is about to get; refused before anything of it is used up."""

    request: ProtocolRequest
    user: User
    tenant: Tenant
    scope: str
    audience: str

    @classmethod
    def of(cls, request: ProtocolRequest, user: User, asked: Tenant | None, scope: str) -> "Wanted":
        try:
            connections.require_may_ask(request.client.program, user, asked)
        except Forbidden as error:
            raise Refused("invalid_grant", 65001, error.message) from error
        tenant = of_person(user, asked)
        return cls(request, user, tenant, scope, audience_of(scope, request.base))

    @property
    def asking(self) -> Asking:
        request = self.request
        program = request.client.program
        return Asking(program, self.tenant, self.scope, request.browser, request.address)

    def answer(self, connection: Connection, refresh_token: str, nonce: str = "") -> Answer:
        issuer = Issuer(self.request.base, self.tenant)
        body = {
            "token_type": "Bearer",
            "scope": granted(self.scope, self.audience),
            "expires_in": tokens.LIVES,
            "ext_expires_in": tokens.LIVES,
            "access_token": tokens.for_person(issuer, connection, self.audience),
            "refresh_token": refresh_token,
            "id_token": tokens.id_token(issuer, connection, nonce),
            "client_info": _client_info(self.user),
        }
        return 200, body, []


def _client_info(user: User) -> str:
    """By the home tenant, so that clients know one person in several tenants for the same."""
    told = json.dumps({"uid": str(user.guid), "utid": str(user.tenant.guid)})
    return urlsafe_b64encode(told.encode()).rstrip(b"=").decode()


class DeviceGrant(DeviceCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = proofs.METHODS

    def query_device_credential(self, device_code: str) -> "Device | None":
        login, is_early = connections.poll_device(device_code)
        return Device(login, is_early) if login else None

    def query_user_grant(self, user_code: str) -> tuple[User | None, bool] | None:
        logins = DeviceLogin.objects.select_related("user__tenant__resource")
        login = logins.filter(user_code=user_code).first()
        if login is None:  # another poll has just taken it
            raise InvalidGrantError()
        if login.state == DeviceState.PENDING:
            return None
        return login.user, login.state == DeviceState.APPROVED

    def should_slow_down(self, credential: "Device") -> bool:
        return credential.is_early

    def create_token_response(self) -> Answer:
        request: ProtocolRequest = self.request
        login: DeviceLogin = request.credential.login
        asked = request.asked_tenant() or login.tenant
        wanted = Wanted.of(request, request.user, asked, login.scope)
        has_proof = request.client.credential is not None
        connection = connections.take_device(
            login, request.user, wanted.asking, is_confidential=has_proof
        )
        if connection is None:
            raise InvalidGrantError()
        return wanted.answer(connection, connections.new_refresh_token(connection))


@dataclass(frozen=True)
class Device:
    """A device login in Authlib's words."""

    login: DeviceLogin
    is_early: bool

    def get_client_id(self) -> str:
        return str(self.login.client_id)

    def get_scope(self) -> str:
        return self.login.scope

    def get_user_code(self) -> str:
        return self.login.user_code

    def is_expired(self) -> bool:
        return not self.login.is_live


class CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = proofs.METHODS

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Kept as it was made, see generate_authorization_code."""

    def generate_authorization_code(self) -> str:
        request: ProtocolRequest = self.request
        program, asked = request.client.program, request.asked_tenant()
        sent = request.payload.data
        return connections.issue_code(
            actor=Actor(request.user, Via.PAGE),
            user=request.user,
            asking=Asking(program, asked, request.scope or "", request.browser, request.address),
            browsing=Browsing(
                redirect_uri=sent.get("redirect_uri", ""),
                nonce=sent.get("nonce", ""),
                code_challenge=sent.get("code_challenge", ""),
                code_challenge_method=sent.get("code_challenge_method", ""),
            ),
        )

    def query_authorization_code(self, code: str, client: Client) -> "Code | None":
        found = connections.find_code(code, client.client_id)
        return Code(found) if found else None

    def create_token_response(self) -> Answer:
        request: ProtocolRequest = self.request
        row: AuthorizationCode = request.authorization_code.row
        has_proof = request.client.credential is not None
        if not has_proof and not row.redirect_uri.startswith("http://"):
            raise Refused(
                "invalid_client",
                7000218,
                "This app waits at a web address, so it must prove itself: the request body must "
                "contain client_assertion or client_secret.",
                status=401,
            )
        wanted = Wanted.of(request, row.user, request.asked_tenant() or row.tenant, row.scope)
        connection = connections.exchange_code(row, wanted.asking, is_confidential=has_proof)
        if connection is None:
            raise InvalidGrantError()
        return wanted.answer(connection, connections.new_refresh_token(connection), row.nonce)


@dataclass(frozen=True)
class Code:
    """An authorization code in Authlib's words."""

    row: AuthorizationCode

    @property
    def code_challenge(self) -> str:
        return self.row.code_challenge

    @property
    def code_challenge_method(self) -> str | None:
        return self.row.code_challenge_method or None

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scope


class HashedChallenge(CodeChallenge):
    """A challenge that is its own answer protects nothing, so `plain` is not taken."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    DEFAULT_CODE_CHALLENGE_METHOD = "S256"


class RefreshGrant(RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = proofs.METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> "Held | None":
        client: Client = self.request.client
        found = connections.find_refresh_token(refresh_token, client.client_id)
        if found is None or (found.connection.is_confidential and client.credential is None):
            return None
        return Held(found, self.request.payload.scope or found.connection.scope)

    def create_token_response(self) -> Answer:
        request: ProtocolRequest = self.request
        held: Held = request.refresh_token
        connection = held.token.connection
        asked = request.asked_tenant()
        wanted = Wanted.of(request, connection.user, asked, held.scope)
        return wanted.answer(connection, connections.use_refresh_token(held.token))


@dataclass(frozen=True)
class Held:
    """A refresh token in Authlib's words. It is good for every API of ours, whichever the person
    was asked about first: all are the same one."""

    token: RefreshToken
    scope: str

    def check_client(self, client: Client) -> bool:
        return self.token.connection.client_id == client.client_id

    def get_scope(self) -> str:
        return self.scope
