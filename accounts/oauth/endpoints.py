"""The endpoints that programs post to."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.oauth import proofs
from accounts.oauth.authority import SERVER
from accounts.oauth.errors import Refused, answer
from accounts.oauth.scopes import audience_of
from accounts.oauth.server import ProtocolRequest
from accounts.services import connections
from accounts.services.connections import Asking, devices
from accounts.services.connections.devices import NewDeviceLogin
from portal.errors import LimitReached

Endpoint = Callable[[ProtocolRequest], HttpResponse]


def endpoint(view: Endpoint) -> Callable[..., HttpResponse]:
    """Over TLS or from this machine itself; refusals as the protocol wants them."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answered(http: HttpRequest, tenant: str) -> HttpResponse:
        try:
            _require_safe_transport(http)
            return view(ProtocolRequest(http, tenant))
        except OAuth2Error as error:
            return answer(error)

    return answered


def _require_safe_transport(http: HttpRequest) -> None:
    if not http.is_secure() and not _is_loopback(http.META.get("REMOTE_ADDR", "")):
        raise Refused(
            "invalid_request",
            900971,
            "Tokens are given over https:// only. Start the portal with TLS, or put a proxy that "
            "speaks it in front.",
        )


def _is_loopback(address: Any) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@endpoint
def token(request: ProtocolRequest) -> HttpResponse:
    response: HttpResponse = SERVER.create_token_response(request)
    return response


@endpoint
def device_code(request: ProtocolRequest) -> HttpResponse:
    """Begin a sign-in on another device. The message is shown to the person as it is."""
    client = SERVER.authenticate_client(request, proofs.METHODS, "device_authorization")
    scope = request.payload.scope or ""
    audience_of(scope, request.base)
    asking = Asking(client.program, request.asked_tenant(), scope, request.browser, request.address)
    try:
        new = connections.begin_device_login(asking)
    except LimitReached as error:
        raise Refused("slow_down", 90055, error.message, status=429, wait=60) from error
    return SERVER.handle_response(200, _shown(request, new), [])


def _shown(request: ProtocolRequest, new: NewDeviceLogin) -> dict[str, Any]:
    code = new.login.user_code
    page = f"{request.base}{reverse('accounts:device-login')}"
    return {
        "user_code": code,
        "device_code": new.device_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={code}",
        "expires_in": int(devices.LIVES.total_seconds()),
        "interval": devices.INTERVAL,
        "message": f"To sign in, use a web browser to open the page {page} and enter the code "
        f"{code} to authenticate.",
    }


@endpoint
def revocation(request: ProtocolRequest) -> HttpResponse:
    """RFC 7009: a refresh token ends its whole sign-in. Unknown ones are as good as revoked."""
    client = SERVER.authenticate_client(request, proofs.METHODS, "revocation")
    value = request.form.get("token", "")
    if not value:
        raise InvalidRequestError("The request body must contain the parameter token.")
    connections.revoke(value, client.client_id)
    return SERVER.handle_response(200, {}, [])
