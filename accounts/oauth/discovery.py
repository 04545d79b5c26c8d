"""Public documents: where an authority's endpoints are, its keys, and the cloud that it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.oauth.clients import uuid_of
from accounts.oauth.tenants import is_any
from accounts.services import signing_keys
from accounts.services.tokens import PUBLIC_AUDIENCES
from portal.api.errors import of_portal, status_of
from portal.api.versions import ApiVersion
from portal.errors import PortalError

NAME = "SharedImageGallery"
ONE_CLOUD_FROM = "2022-09-01"  # before, the answer is a list of clouds
FLOOR = "2015-01-01"


def base_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
def configuration(request: HttpRequest, tenant: str = "adfs") -> HttpResponse:
    """Made from the address alone: it tells nobody which tenants there are."""
    base = base_of(request)
    return _public(_configuration(base, f"{base}/{tenant}", tenant))


def _configuration(base: str, authority: str, tenant: str) -> dict[str, Any]:
    guid = uuid_of(tenant)
    # Of any tenant, as the public service writes it: clients put the tenant of the token there.
    named = "{tenantid}" if is_any(tenant) else str(guid or tenant)
    return {
        "issuer": f"{base}/{named}/v2.0",
        "authorization_endpoint": f"{authority}/oauth2/v2.0/authorize",
        "token_endpoint": f"{authority}/oauth2/v2.0/token",
        "device_authorization_endpoint": f"{authority}/oauth2/v2.0/devicecode",
        "revocation_endpoint": f"{authority}/oauth2/v2.0/revoke",
        "jwks_uri": f"{authority}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "form_post"],
        "response_types_supported": ["code"],
        "grant_types_supported": [
            "client_credentials",
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [signing_keys.ALGORITHM],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "nbf", "tid", "oid", "nonce"),
            *("name", "preferred_username"),
        ],
        "request_uri_parameter_supported": False,
        "tenant_region_scope": None,
    }


@require_safe
def keys(request: HttpRequest, tenant: str = "") -> HttpResponse:
    return _public(signing_keys.public_keys())


@require_safe
def clouds(request: HttpRequest) -> HttpResponse:
    """All that `az cloud register` needs to know."""
    try:
        version = ApiVersion.parse(request.GET.get("api-version"), FLOOR)
    except PortalError as error:
        return JsonResponse(of_portal(error), status=status_of(error))
    found = _cloud(base_of(request))
    return _public(found if version >= ONE_CLOUD_FROM else [found])


def _cloud(base: str) -> dict[str, Any]:
    host = base.partition("://")[2]
    return {
        "name": NAME,
        "portal": base,
        "authentication": {
            "loginEndpoint": base,
            "audiences": [f"{base}/", *(f"{audience}/" for audience in PUBLIC_AUDIENCES)],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "resourceManager": base,
        "graph": f"{base}/",
        "graphAudience": f"{base}/",
        "microsoftGraphResourceId": f"{base}/",
        "gallery": base,
        "batch": base,
        "media": base,
        "sqlManagement": base,
        "vmImageAliasDoc": f"{base}/aliases.json",
        "activeDirectoryDataLake": base,
        "logAnalyticsResourceId": base,
        "suffixes": {
            "storage": f"core.{host}",
            "keyVaultDns": f"vault.{host}",
            "acrLoginServer": f"acr.{host}",
            "sqlServerHostname": f"sql.{host}",
        },
    }


def _public(body: Any) -> HttpResponse:
    response = JsonResponse(body, safe=False)
    response["Access-Control-Allow-Origin"] = "*"
    return response
