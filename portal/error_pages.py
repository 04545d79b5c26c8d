"""Pages for what went wrong outside a view of ours; programs get the body of an error instead."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from portal import request_id
from portal.api.errors import envelope
from portal.api.routes import is_of_api
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
    if is_of_api(request.path_info):
        told = "This failed on our side. The log has the details under the id in X-Request-ID."
        return JsonResponse(envelope("InternalServerError", told), status=500)
    context = {"request_id": request_id.current()}
    return render(None, "500.html", context, status=500)


def _page(request: HttpRequest, error: PortalError) -> HttpResponse:
    if is_of_api(request.path_info):
        return JsonResponse(envelope(error.code, error.message), status=error.status)
    return render(request, "error.html", {"error": error}, status=error.status)
