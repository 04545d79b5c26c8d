"""Who asks: every request carries what its principal may do, and who to name in the log."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import Access
from portal.audit.models import Via
from portal.audit.services import Actor


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Lazy, so that static files and health checks ask the database nothing.
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        request.actor = Actor(request.user, Via.PAGE)  # type: ignore[attr-defined,arg-type]
        return self.get_response(request)


def _access(request: HttpRequest) -> Access:
    return Access.of(request.user) if request.user.is_authenticated else Access()
