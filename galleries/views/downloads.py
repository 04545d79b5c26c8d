"""Downloading a disk: a signed link that ends, streamed in pieces and resumable by range."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from accounts.models import User
from galleries.byte_range import Unsatisfiable, wanted_range
from galleries.forms.download import DownloadForm
from galleries.models import ImageVersion
from galleries.views.fetching import Crumb, VersionPart
from portal.errors import NotFound
from portal.views import FormPage, PortalView
from regions.services.exports import Export, open_export
from regions.services.regions import resolve_region

SALT = "galleries.download"
LASTS = 24 * 3600  # seconds
FORMAT_HINTS = (
    ("vhd", "disk", "Fixed VHD, for Hyper-V and clouds"),
    ("raw", "disk", "The bytes of the disk and nothing else"),
)
GONE = "This download link has ended. Open the version and download again."


@dataclass(frozen=True)
class Ticket:
    """What one link opens: one disk of one version in one region, for one person."""

    version: str
    user: str
    region: str
    format: str
    lun: int | None

    def sealed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @property
    def etag(self) -> str:
        """A version's disk never changes, and reads the same from every region."""
        return f'"{self.version}-{self.lun}-{self.format}"'

    @classmethod
    def opened(cls, sealed: str) -> Self:
        try:
            return cls(**signing.loads(sealed, salt=SALT, max_age=LASTS))
        except (signing.BadSignature, TypeError) as error:
            raise NotFound(GONE) from error


class StartDownload(VersionPart, FormPage):
    """Choose region, disk and format; make the link, and go there."""

    template = "galleries/download.html"
    form_class = DownloadForm

    def get_object(self) -> ImageVersion:
        return self.version

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"disk_set": self.version.disk_set}

    def get_context(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "definition": self.definition,
            "formats": FORMAT_HINTS,
            "way": [*self.way, Crumb("Download")],
        }

    def perform(self, form: Any) -> str:
        ticket = Ticket(
            version=str(self.card.guid),
            user=str(self.request.user.guid),
            **form.cleaned_data,
        )
        export = export_for(self.version, ticket)  # says what is wrong before the link is made
        return reverse("galleries:download", args=[ticket.sealed(), export.file_name])


class Download(PortalView):
    """The bytes. The link decides, but only while its person may still read the version."""

    public = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        ticket = Ticket.opened(self.kwargs["ticket"])
        export = export_for(version_of(ticket), ticket)
        try:
            part = wanted_range(request.headers, export.size, ticket.etag)
        except Unsatisfiable:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{export.size}"})
        start, end = part or (0, export.size)
        response = self.body(export, start, end)
        response.status_code = 206 if part else 200
        for name, value in headers_of(export, ticket, start, end).items():
            response[name] = value
        if part:
            response["Content-Range"] = f"bytes {start}-{end - 1}/{export.size}"
        return response

    head = get

    def body(self, export: Export, start: int, end: int) -> HttpResponse | StreamingHttpResponse:
        if self.request.method == "HEAD":
            return HttpResponse()
        return StreamingHttpResponse(export.read(start, end - start))


def version_of(ticket: Ticket) -> ImageVersion:
    """While the ticket's person may read it."""
    user = User.objects.filter(guid=UUID(ticket.user), is_active=True).first()
    if user is None:
        raise NotFound(GONE)
    versions = ImageVersion.objects.visible_to(user).select_related("disk_set")
    version = versions.filter(
        resource__guid=UUID(ticket.version), deleting_since__isnull=True
    ).first()
    if version is None:
        raise NotFound(GONE)
    return version


def export_for(version: ImageVersion, ticket: Ticket) -> Export:
    region = resolve_region(ticket.region, field="region")
    return open_export(version.disk_set, region, lun=ticket.lun, format=ticket.format)


def headers_of(export: Export, ticket: Ticket, start: int, end: int) -> dict[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-transform",
        "Content-Disposition": f'attachment; filename="{export.file_name}"',
        "Content-Length": str(end - start),
        "Content-Type": "application/octet-stream",
        "ETag": ticket.etag,
    }
