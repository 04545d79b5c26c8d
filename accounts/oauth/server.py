"""Authlib's server over our rows; how requests come in and answers go out."""

import logging
import re
from collections import defaultdict
from typing import Any

from authlib.oauth2 import AuthorizationServer as BaseServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import OAuth2Payload
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict

from accounts.models import Tenant
from accounts.oauth.clients import Client, find_client
from accounts.oauth.errors import Refused, answer, uncached
from accounts.oauth.tenants import find_tenant

# It tells whole tokens at the level of debugging.
logging.getLogger("authlib").setLevel(logging.INFO)


QUOTED = ("client_id", "grant_type", "redirect_uri", "response_type")
PLAIN = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")


class Payload(OAuth2Payload):
    """What was sent, in Authlib's words."""

    def __init__(self, values: QueryDict) -> None:
        self._values = values

    @property
    def data(self) -> dict[str, str]:
        return {name: str(value).replace("\0", "") for name, value in self._values.items()}

    @property
    def datalist(self) -> Any:
        return defaultdict(list, dict(self._values.lists()))


def _check_quoted(values: dict[str, str]) -> None:
    """Authlib repeats these in its refusals, and fails itself where RFC 6749 forbids a sign."""
    for name in QUOTED:
        if not PLAIN.fullmatch(values.get(name, "")):
            raise Refused("invalid_request", 900144, f"The value of {name} has unusable signs.")


class ProtocolRequest(OAuth2Request):
    """One request to a tenant's authority."""

    def __init__(self, http: HttpRequest, tenant: str, values: QueryDict | None = None) -> None:
        # Whether the transport is safe has been settled by the view, which knows proxies.
        super().__init__(http.method or "", "https://here", headers=http.headers)
        # Of the form alone: what stands in an address ends up in logs.
        self.payload = Payload(http.POST if values is None else values)
        _check_quoted(self.payload.data)
        self.http = http
        self.base = http.build_absolute_uri("/").rstrip("/")
        self._tenant_text = tenant

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    def asked_tenant(self) -> Tenant | None:
        """None when any will do."""
        return find_tenant(self._tenant_text)

    @property
    def browser(self) -> str:
        return self.http.headers.get("User-Agent", "")[:200]

    @property
    def address(self) -> str:
        return str(self.http.META.get("REMOTE_ADDR", ""))[:64]


class Server(BaseServer):
    def query_client(self, client_id: str) -> Client | None:
        return find_client(client_id)

    def save_token(self, token: Any, request: Any) -> None:
        """Access tokens are signed, not kept; the grants keep the rest."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: ProtocolRequest) -> ProtocolRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> HttpResponse:
        if status == 302:
            return HttpResponse(status=302, headers=dict(headers))
        response: HttpResponse = uncached(JsonResponse(body, status=status))
        return response

    def handle_error_response(self, request: Any, error: OAuth2Error) -> HttpResponse:
        if error.redirect_uri:
            return self.handle_response(*error())
        return answer(error)
