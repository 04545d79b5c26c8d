"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal import request_id


class RequestIdMiddleware:
    """Gives each request an id and returns it, so that a person can quote it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        value = request_id.begin(request.headers.get("X-Request-ID", ""))
        response = self.get_response(request)
        response["X-Request-ID"] = value
        return response
