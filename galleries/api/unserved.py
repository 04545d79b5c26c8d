"""What a gallery of the public service may also hold, and one here does not."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from galleries.api.fetching import fetch
from galleries.models import Gallery
from portal.api.errors import NotServed
from portal.api.ids import ResourceId
from portal.api.views import ArmView

GALLERY = (
    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute"
    "/galleries/{gallery}"
)
WHAT = {
    "applications": "VM applications",
    "scripts": "Scripts",
    "invmaccesscontrolprofiles": "In-VM access control profiles",
}


class InGallery(ArmView):
    """Only who sees the gallery is told anything."""

    floor = "2018-06-01"

    def initial(self, *args: Any, **kwargs: Any) -> None:
        super().initial(*args, **kwargs)
        fetch(self.call, Gallery, ResourceId.parse(GALLERY.format(**kwargs)))


class Unserved(InGallery):
    what = ""
    schema = None  # what is not served is not described
    schema = None  # what is not served is not described

    def refuse(self, request: Request, **names: str) -> Response:
        raise NotServed(f"{self.what} are not served here. Galleries hold images.")

    get = head = put = post = patch = delete = refuse


class SoftDeleted(InGallery):
    """Always empty: what is deleted is gone."""

    schema = None

    def get(self, request: Request, **names: str) -> Response:
        return Response({"value": []})
