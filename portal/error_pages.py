"""Pages for what went wrong outside a view of ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal import request_id
from portal.errors import Forbidden, NotFound, PortalError

LOST = "The address leads nowhere, or to something you cannot open."
FORGED = (
    "The form was not sent from a page of this portal, or the page was open for too long. "
    "Go back, reload it and send the form again. Nothing was changed."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, PortalError("The request could not be understood. Nothing was changed."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, Forbidden("You may not do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, NotFound(LOST))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, Forbidden(FORGED, code="FormNotTrusted"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Uses neither database nor session: either may be what failed."""
    context = {"request_id": request_id.current()}
    return render(None, "500.html", context, status=500)


def _page(request: HttpRequest, error: PortalError) -> HttpResponse:
    return render(request, "error.html", {"error": error}, status=error.status)
