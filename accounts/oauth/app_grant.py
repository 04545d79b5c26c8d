"""Client credentials: an app acts as its service principal in the tenant."""

from typing import Any

from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from accounts.models.apps import Credential
from accounts.oauth import proofs
from accounts.oauth.clients import Client, mark_used
from accounts.oauth.errors import Refused, unknown_client
from accounts.oauth.scopes import audience_of
from accounts.oauth.server import ProtocolRequest
from accounts.oauth.tenants import of_app
from accounts.services import tokens
from accounts.services.tokens import Issuer


class AppGrant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = proofs.METHODS

    def generate_token(self, **kwargs: Any) -> dict[str, Any]:
        request: ProtocolRequest = self.request
        client: Client = request.client
        credential = _proven(client)
        audience = audience_of(request.payload.scope or "", request.base)
        tenant = of_app(client, request.asked_tenant())
        principal = client.principal_in(tenant)
        if principal is None:
            raise unknown_client(client.get_client_id())
        mark_used(credential)
        issuer = Issuer(request.base, tenant)
        return {
            "token_type": "Bearer",
            "expires_in": tokens.LIVES,
            "ext_expires_in": tokens.LIVES,
            "access_token": tokens.for_app(issuer, principal, credential, audience),
        }


def _proven(client: Client) -> Credential:
    if client.credential is None:
        raise Refused(
            "invalid_client",
            7000218,
            "The request body must contain client_assertion or client_secret.",
            status=401,
        )
    return client.credential
