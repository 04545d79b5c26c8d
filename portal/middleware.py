"""What every request passes through."""

import ipaddress
import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from portal import request_id

logger = logging.getLogger(__name__)

SECRET_PARTS = ("token", "ticket")  # of addresses that open something by themselves


class ForwardedMiddleware:
    """Believes what one of SIG_PROXIES says of its client: where it is, and whether over TLS.

    What anybody else says in these headers is not read, here or anywhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_proxy(request.META.get("REMOTE_ADDR", "")):
            _believe(request.META)
        return self.get_response(request)


def _is_proxy(address: str) -> bool:
    """Cheap where no proxy is configured."""
    found = _parse(address) if settings.SIG_PROXIES else None
    return found is not None and any(found in network for network in settings.SIG_PROXIES)


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _believe(headers: dict[str, Any]) -> None:
    """The last word is the nearest proxy's own; what stands before it came from further away."""
    scheme = headers.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
    if scheme in {"http", "https"}:
        headers["wsgi.url_scheme"] = scheme
    for said in reversed(headers.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = _parse(said)
        if address is None:
            return
        headers["REMOTE_ADDR"] = str(address)
        if not _is_proxy(str(address)):
            return


class RequestIdMiddleware:
    """Gives each request an id and returns it, so that a person can quote it; logs its outcome."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        value = request_id.begin(request.headers.get("X-Request-ID", ""))
        started = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = value
        took = (time.monotonic() - started) * 1000
        path = _without_secrets(request)
        logger.info("%s %s %d in %.0f ms", request.method, path, response.status_code, took)
        return response


class PlainAddressMiddleware:
    """Refuses an address with a NUL in it: forms do so by themselves, no database looks for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        return self.get_response(request)


def _without_secrets(request: HttpRequest) -> str:
    """Whoever reads the log is not let in by what it says."""
    known = request.resolver_match.kwargs if request.resolver_match else {}
    path = request.path
    for name in SECRET_PARTS:
        path = path.replace(known.get(name) or "\0", "...")
    return path
