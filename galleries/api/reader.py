"""Galleries as those see them who they are shared with: by public names, in one region."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Subscription
from galleries.api.fetching import fetch_subscription
from galleries.api.public_bodies import (
    PublicGallerySerializer,
    PublicImageSerializer,
    PublicVersionSerializer,
)
from galleries.api.reader_shapes import definition_properties, entry, version_properties
from galleries.api.ways import SHARED, Way
from galleries.choices import ShareKind
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.services.reach import definitions_in, seen_in, shared_with, version_in
from portal.api.errors import not_found
from portal.api.resources import Body
from portal.api.views import ArmView, ListView
from portal.errors import InvalidInput
from regions.models import Region
from regions.services.regions import resolve_region


class Reader(ArmView):
    """Of one subscription and region, by one way of sharing."""

    floor = "2020-09-30"
    way: ClassVar[Way] = SHARED

    def initial(self, *args: Any, **kwargs: Any) -> None:
        super().initial(*args, **kwargs)
        self.subscription: Subscription = fetch_subscription(self.call, kwargs["subscription"])
        self.call.require(self.way.right, self.subscription.resource)
        self.region: Region = resolve_region(kwargs["location"])

    def find_gallery(self) -> Gallery:
        reaching = self.way.galleries(self.subscription)
        named = self.way.named(seen_in(reaching, self.region), self.kwargs["gallery"])
        return self._found(named.first())

    def find_definition(self) -> ImageDefinition:
        gallery = self.find_gallery()
        named = definitions_in(gallery, self.region).filter(name__iexact=self.kwargs["image"])
        definition: ImageDefinition = self._found(named.first())
        definition.gallery = gallery
        return definition

    def find_version(self) -> ImageVersion:
        found = version_in(self.find_definition(), self.kwargs["version"], self.region)
        return self._found(found)

    def _found(self, row: Any) -> Any:
        if row is None:
            raise not_found(f"'{self.request.path[:600]}'")
        return row

    def gallery_body(self, gallery: Gallery) -> Body:
        id_, type_ = self.way.id_of(gallery), self.way.type_of("Gallery")
        return entry(id_, self.region, self.way.properties_of(gallery), **type_)

    def image_body(self, gallery: Gallery, definition: ImageDefinition) -> Body:
        id_, type_ = (
            f"{self.way.id_of(gallery)}/Images/{definition}",
            self.way.type_of("GalleryImage"),
        )
        return entry(id_, self.region, definition_properties(definition), **type_)

    def version_bodies(self, definition: ImageDefinition, versions: list[Any]) -> list[Body]:
        above = f"{self.way.id_of(definition.gallery)}/Images/{definition}/Versions"
        type_ = self.way.type_of("GalleryImageVersion")
        told = zip(versions, version_properties(versions, self.region), strict=True)
        return [
            entry(f"{above}/{row}", self.region, properties, **type_) for row, properties in told
        ]


class SharedGalleries(Reader, ListView):
    """Shared with the subscription; with `sharedTo=tenant` what is shared with its tenant."""

    response_serializer = PublicGallerySerializer
    query_options: ClassVar = {"sharedTo": "tenant, for what is shared with the whole tenant."}

    def get_queryset(self) -> Any:
        return seen_in(shared_with(self.subscription, self.kind()), self.region)

    def kind(self) -> ShareKind:
        asked = self.call.option("sharedTo").lower()
        if asked not in {"", "subscription", "tenant"}:
            raise InvalidInput("sharedTo is tenant, or left out.", field="sharedTo")
        return ShareKind.TENANT if asked == "tenant" else ShareKind.SUBSCRIPTION

    def show(self, row: Any) -> Body:
        return self.gallery_body(row)


class ReadGallery(Reader):
    response_serializer = PublicGallerySerializer

    def get(self, request: Request, **names: str) -> Response:
        return Response(self.gallery_body(self.find_gallery()))


class ReadImages(Reader, ListView):
    response_serializer = PublicImageSerializer

    def get_queryset(self) -> Any:
        self.gallery = self.find_gallery()
        return definitions_in(self.gallery, self.region)

    def show(self, row: Any) -> Body:
        return self.image_body(self.gallery, row)


class ReadImage(Reader):
    response_serializer = PublicImageSerializer

    def get(self, request: Request, **names: str) -> Response:
        definition = self.find_definition()
        return Response(self.image_body(definition.gallery, definition))


class ReadVersions(Reader, ListView):
    response_serializer = PublicVersionSerializer
    order = ("major", "minor", "patch")

    def get_queryset(self) -> Any:
        self.definition = self.find_definition()
        return self.way.versions_of(self.definition, self.region)

    def show_page(self, rows: list[Any]) -> list[Body]:
        return self.version_bodies(self.definition, rows)


class ReadVersion(Reader):
    """By number, or `latest`."""

    response_serializer = PublicVersionSerializer

    def get(self, request: Request, **names: str) -> Response:
        version = self.find_version()
        return Response(self.version_bodies(version.definition, [version])[0])
