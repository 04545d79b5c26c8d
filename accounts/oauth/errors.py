"""Refusals in the words of the public service: clients print them, and some read the number."""

import uuid
from typing import Any

from authlib.oauth2.base import OAuth2Error
from django.http import JsonResponse
from django.utils import timezone

from portal import request_id

# What Authlib refuses by itself, by the public service's number for it.
NUMBERS = {
    "invalid_request": 900144,
    "invalid_client": 7000215,
    "invalid_grant": 70008,
    "unauthorized_client": 700016,
    "unsupported_grant_type": 70003,
    "unsupported_response_type": 70005,
    "invalid_scope": 70011,
    "access_denied": 65004,
    "authorization_pending": 70016,
    "slow_down": 70016,
    "expired_token": 70019,
}
TOLD = {
    "authorization_pending": "Nobody has typed in the code yet. Ask again after the interval.",
    "slow_down": "Asked too often. Wait for the interval between two polls.",
    "expired_token": "The code has expired. Ask for a new one.",
    "access_denied": "The person did not approve the sign-in.",
    "invalid_grant": "The code or refresh token is not good any more. Sign in again.",
}


class Refused(OAuth2Error):
    """`number` is the public service's; `wait` in seconds, where trying again makes sense."""

    def __init__(
        self, error: str, number: int, told: str, *, status: int = 400, wait: int = 0
    ) -> None:
        super().__init__(_ascii(told), status_code=status, error=error)
        self.number = number
        self.wait = wait


def unknown_client(client_id: str = "") -> Refused:
    """The same for what does not exist and for what is not of this tenant."""
    named = f" with identifier '{client_id[:60]}'" if client_id else ""
    return Refused(
        "unauthorized_client",
        700016,
        f"Application{named} was not found in the directory. It is not registered in this tenant, "
        "and no administrator of it has consented to it.",
    )


def unknown_tenant(text: str) -> Refused:
    return Refused(
        "invalid_request",
        90002,
        f"Tenant '{text[:60]}' not found. Check that the tenant id or domain is right.",
    )


def answer(error: OAuth2Error) -> JsonResponse:
    body = {
        "error": error.error,
        "error_description": description(error),
        "error_codes": [_number(error)],
        "timestamp": timezone.now().strftime("%Y-%m-%d %H:%M:%SZ"),
        "trace_id": request_id.current() or str(uuid.uuid4()),
        "correlation_id": request_id.current() or str(uuid.uuid4()),
    }
    response = JsonResponse(body, status=error.status_code)
    if wait := getattr(error, "wait", 0):
        response["Retry-After"] = str(wait)
    return uncached(response)


def description(error: OAuth2Error) -> str:
    told = error.get_error_description() if isinstance(error, Refused) else _told(error)
    return f"AADSTS{_number(error)}: {told}"


def uncached(response: Any) -> Any:
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    return response


def _told(error: OAuth2Error) -> str:
    return TOLD.get(error.error) or error.get_error_description() or "The request is refused."


def _number(error: OAuth2Error) -> int:
    return getattr(error, "number", 0) or NUMBERS.get(error.error, 90014)


def _ascii(text: str) -> str:
    """As RFC 6749 wants descriptions."""
    plain = text.encode("ascii", "replace").decode()
    return "".join(c for c in plain if c.isprintable()).replace('"', "'").replace("\\", "/")
