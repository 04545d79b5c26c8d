"""Every failure as the body that ARM clients read: `{"error": {"code", "message", ...}}`."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    ObjectNotUpdated,
    PermissionDenied,
    RequestDataTooBig,
)
from django.core.signals import got_request_exception
from django.db import IntegrityError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from portal.errors import InvalidInput, NotFound, PortalError

logger = logging.getLogger(__name__)

OVERTAKEN = (
    "Something that this needs was made or deleted at the same moment. Nothing was changed. Try "
    "again."
)
WRONG = "The request has values that break a rule. Nothing was changed."


class NotServed(PortalError):
    """A part of the public service that this one does not have."""

    code = "FeatureNotSupported"


def not_found(what: str = "") -> NotFound:
    """The same for what is absent and for what is invisible to the caller."""
    told = f"The resource {what} was not found." if what else "The resource was not found."
    return NotFound(
        f"{told} Check its id; if it exists, you need a role on it to see it.",
        code="ResourceNotFound",
    )


def parent_not_found(what: str) -> NotFound:
    return NotFound(
        f"Can not perform requested operation on nested resource. Parent resource '{what}' not "
        "found.",
        code="ParentResourceNotFound",
    )


def group_not_found(name: str) -> NotFound:
    return NotFound(f"Resource group '{name}' could not be found.", code="ResourceGroupNotFound")


def subscription_not_found(guid: str) -> NotFound:
    return NotFound(f"The subscription '{guid}' could not be found.", code="SubscriptionNotFound")


def envelope(
    code: str, message: str, target: str = "", details: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": message}
    if target:
        error["target"] = target
    if details := list(details):
        error["details"] = details
    return {"error": error}


def of_portal(error: PortalError) -> dict[str, Any]:
    return envelope(error.code, error.message, error.field, error.data.get("details", ()))


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """The exception handler of every API view."""
    if isinstance(error, PortalError):
        return Response(of_portal(error), status_of(error))
    if isinstance(error, exceptions.ValidationError):
        return Response(_of_values(error.detail), 400)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, Http404):
        return Response(of_portal(not_found()), 404)
    if isinstance(error, PermissionDenied):
        return Response(envelope("AuthorizationFailed", "You may not do this."), 403)
    if isinstance(error, RequestDataTooBig):
        return Response(envelope("RequestContentTooLarge", "The body is too large."), 413)
    if isinstance(error, BadRequest):
        return Response(envelope("BadRequest", "The request could not be understood."), 400)
    if isinstance(error, ObjectDoesNotExist | ObjectNotUpdated | IntegrityError):
        return _overtaken(error)
    return _unforeseen(error, context)


def status_of(error: PortalError) -> int:
    return 400 if isinstance(error, InvalidInput) else error.status


CODES = {
    401: "AuthenticationFailed",
    403: "AuthorizationFailed",
    404: "ResourceNotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    415: "UnsupportedMediaType",
    429: "TooManyRequests",
}


def _of_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    code = CODES.get(error.status_code, "InvalidRequestContent")
    own = getattr(error.detail, "code", "")
    if own and own[0].isupper():  # one of ours, such as InvalidAuthenticationToken
        code = own
    return Response(envelope(code, str(error.detail)), error.status_code, headers=headers)


def _of_values(detail: Any) -> dict[str, Any]:
    found = [(path, str(message)) for path, message in _flat(detail)]
    if len(found) == 1:
        return envelope("InvalidParameter", found[0][1], found[0][0])
    details = [{"code": "InvalidParameter", "message": m, "target": p} for p, m in found]
    return envelope("InvalidParameter", WRONG, details=details)


def _flat(detail: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    """Messages by the path of their value: properties.identifier.offer, ids[2]."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            is_place = isinstance(name, int)  # in a list
            yield from _flat(
                inner, f"{path}[{own}]" if is_place else ".".join(filter(None, [path, own]))
            )
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flat(inner, f"{path}[{number}]" if nested else path)
    else:
        yield path, detail


def _overtaken(error: Exception) -> Response:
    """Somebody deleted or made what this needs since it looked; the database keeps things whole."""
    logger.warning("Overtaken by another call", exc_info=error)
    if isinstance(error, IntegrityError):
        return Response(envelope("Conflict", OVERTAKEN), 409)
    return Response(of_portal(not_found()), 404)


def _unforeseen(error: Exception, context: Mapping[str, Any]) -> Response:
    logger.exception("The API failed", exc_info=error)
    got_request_exception.send(sender=None, request=context.get("request"))
    told = "This failed on our side. The log has the details under the id in x-ms-request-id."
    return Response(envelope("InternalServerError", told), 500)
