"""What every request passes through."""

import logging
import time
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from portal import request_id

logger = logging.getLogger(__name__)

SECRET_PARTS = ("token", "ticket")  # of addresses that open something by themselves


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
