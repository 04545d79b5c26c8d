"""Resumable uploads over HTTP: the tus protocol 1.0 with creation, termination and expiration.

https://tus.io/protocols/resumable-upload. The metadata of a new upload names the file, the guid of
the resource card under which it may be published, and the region that is to read it. Errors are
plain text, for the script to show as they are.
"""

import base64
import binascii
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date
from django.views import View

from accounts.models import Resource
from portal.errors import Forbidden, InvalidInput, NotFound, PortalError
from regions.models import Upload
from regions.services import uploads
from regions.services.regions import resolve_region

PUBLISH = "Microsoft.Compute/galleries/images/versions/write"
VERSION = "1.0.0"
OFFSET_TYPE = "application/offset+octet-stream"
OFFER = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,expiration",
    "Tus-Max-Size": str(uploads.MOST),
}


class TusView(View):
    """What every answer of the protocol has in common."""

    overridable: ClassVar[frozenset[str]] = frozenset({"PATCH", "DELETE"})
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and wanted in self.overridable:
            request.method = wanted
        try:
            response = self._answer(request, *args, **kwargs)
        except PortalError as error:
            response = text(error.message, error.status)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=OFFER)
        if not request.user.is_authenticated:
            return text("You are signed out. Sign in in another tab, then resume here.", 401)
        if request.headers.get("Tus-Resumable") != VERSION:
            return text(f"Speak tus {VERSION}.", 412, {"Tus-Version": VERSION})
        return super().dispatch(request, *args, **kwargs)

    def number(self, header: str) -> int:
        value = self.request.headers.get(header, "")
        if not (value.isascii() and value.isdecimal() and len(value) < 19):
            raise InvalidInput(f"The header {header} must be a whole number.", field=header)
        return int(value)


class Uploads(TusView):
    """Where uploads begin."""

    http_method_names = ["post", "options"]

    def post(self, request: Any) -> HttpResponse:
        told = read_metadata(request.headers.get("Upload-Metadata", ""))
        upload = uploads.begin_upload(
            actor=request.actor,
            owner=request.user,
            scope=self.get_scope(told.get("scope", "")),
            region=resolve_region(told.get("region", ""), field="region"),
            file_name=told.get("filename", ""),
            length=self.number("Upload-Length"),
        )
        address = reverse("regions:upload", args=[upload.guid])
        return HttpResponse(status=201, headers={"Location": address, **expiry(upload)})

    def get_scope(self, guid: str) -> Resource:
        """Where the person may publish: unseen reads as absent."""
        cards = Resource.objects.filter(self.request.access.readable(), subscription__isnull=False)
        card = cards.filter(guid=as_guid(guid)).first()
        if card is None:
            raise NotFound("There is nothing to publish to under this scope that you can open.")
        if not self.request.access.can(PUBLISH, card):
            raise Forbidden(
                f"You can see {card}, but not publish to it: the right {PUBLISH} is missing. "
                "An Owner of it can give you a role that has it. Nothing was sent."
            )
        return card


class UploadView(TusView):
    """One upload of the person who asks."""

    http_method_names = ["head", "patch", "delete", "post", "options"]

    def head(self, request: Any, guid: UUID) -> HttpResponse:
        upload = uploads.upload_for(request.user, guid)
        headers = {
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.length),
            "Upload-Metadata": write_metadata(upload),
        }
        return HttpResponse(headers={**headers, **expiry(upload)})

    def patch(self, request: Any, guid: UUID) -> HttpResponse:
        if request.content_type != OFFSET_TYPE:
            return text(f"The content type must be {OFFSET_TYPE}.", 415)
        if "Content-Length" not in request.headers:
            return text("Say how much you send: the header Content-Length is missing.", 411)
        upload = uploads.upload_for(request.user, guid)
        offset, length = self.number("Upload-Offset"), self.number("Content-Length")
        # The request is a stream: nothing reads its body before the service does, piece by piece.
        arrived = uploads.append(upload, offset, request, length)
        headers = {"Upload-Offset": str(arrived), **expiry(upload)}
        return HttpResponse(status=204, headers=headers)

    def delete(self, request: Any, guid: UUID) -> HttpResponse:
        upload = uploads.upload_for(request.user, guid)
        uploads.cancel_upload(actor=request.actor, upload=upload)
        return HttpResponse(status=204)

    def post(self, request: Any, guid: UUID) -> HttpResponse:
        return text("Only PATCH and DELETE can be asked for by POST.", 405)


def text(message: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        message, status=status, headers=headers, content_type="text/plain; charset=utf-8"
    )


def expiry(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def as_guid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise InvalidInput(
            "The metadata names no scope: a guid is needed.", field="scope"
        ) from error


def read_metadata(header: str) -> dict[str, str]:
    """`key base64, key base64` as a dictionary."""
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    try:
        told = {key: base64.b64decode(value, validate=True).decode() for key, _, value in pairs}
        ProhibitNullCharactersValidator()("".join(told.values()))
        return told
    except (binascii.Error, UnicodeDecodeError, ValidationError) as error:
        raise InvalidInput("The header Upload-Metadata is not well formed.") from error


def write_metadata(upload: Upload) -> str:
    told = {
        "filename": upload.file_name,
        "scope": str(upload.scope.guid),
        "region": upload.region_id,
    }
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items()
    )
