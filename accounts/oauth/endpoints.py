"""The endpoints that programs post to."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from authlib.oauth2 import OAuth2Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.oauth.authority import SERVER
from accounts.oauth.errors import Refused, answer
from accounts.oauth.server import ProtocolRequest

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
