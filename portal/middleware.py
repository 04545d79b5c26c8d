"""What every request passes through."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal import request_id

logger = logging.getLogger(__name__)


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
        logger.info("%s %s %d in %.0f ms", request.method, request.path, response.status_code, took)
        return response
