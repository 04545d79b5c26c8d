"""The catalogue: galleries as cards or a table, and the wall of every image."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from accounts import places
from accounts.models import Access, ResourceGroup
from accounts.pages import url_of
from galleries.filters import SORTS, CatalogueFilters, Choice
from galleries.models import Gallery, ImageDefinition
from galleries.overview import (
    OF_GALLERY,
    Health,
    ImageRow,
    health_of,
    image_counts,
    image_rows,
    role_name,
    version_counts,
    walls,
)
from galleries.rights import WRITE_GALLERY
from galleries.views.fetching import CARD
from portal.htmx import wants_fragment
from portal.paging import Page, page
from portal.views import ListPage

ALONE = 8  # images shared without their gallery that the galleries' page shows


@dataclass(frozen=True)
class GalleryRow:
    """A gallery in a list, with the plates on its cover."""

    gallery: Gallery
    wall: list[ImageDefinition]
    images: int
    versions: int
    health: Health
    role: str

    @property
    def title(self) -> str:
        return self.gallery.resource.title

    @property
    def url(self) -> str:
        return url_of(self.gallery.resource)

    @property
    def location(self) -> str:
        return places.names().get(self.gallery.resource.region, self.gallery.resource.region)


def gallery_rows(access: Access, galleries: list[Gallery]) -> list[GalleryRow]:
    ids = [gallery.pk for gallery in galleries]
    covers, images = walls(access, ids), image_counts(access, ids)
    versions = version_counts("definition__gallery", ids)
    health = health_of(OF_GALLERY, (gallery.resource_id for gallery in galleries))
    return [
        GalleryRow(
            gallery,
            covers.get(gallery.pk, []),
            images.get(gallery.pk, 0),
            versions.get(gallery.pk, 0),
            health.get(gallery.resource_id, Health()),
            role_name(access, gallery.resource),
        )
        for gallery in galleries
    ]


@dataclass(frozen=True)
class Chip:
    """A filter that applies; `without` is the address that drops it."""

    title: str
    label: str
    without: str


class Catalogue(ListPage):
    """What the page of galleries and the page of images have in common."""

    title: ClassVar[str]

    @cached_property
    def filters(self) -> CatalogueFilters:
        return CatalogueFilters.read(self.request.GET)

    def rows(self, found: list[Any]) -> list[Any]:
        raise TypeError(f"{type(self).__name__} shows nothing.")

    def find_choices(self) -> list[Choice]:
        raise TypeError(f"{type(self).__name__} offers no choice.")

    def counted(self, filters: CatalogueFilters) -> int:
        raise TypeError(f"{type(self).__name__} counts nothing.")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        if wants_fragment(request):  # what the form leaves empty has no place in the address
            response["HX-Push-Url"] = self.tidy_address()
        return response

    def tidy_address(self) -> str:
        query = self.request.GET.copy()
        for name, usual in {"q": "", "sort": "recent", "cursor": ""}.items():
            if query.get(name) == usual:
                del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.filters.order, cursor=cursor, size=self.size)
        return Page(self.rows(found.rows), found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        return {
            "filters": self.filters,
            "choices": self.choices,
            "chips": self.chips(),
            "sorts": [(key, title) for key, (title, _) in SORTS.items()],
            "may_create": self.may_create(),
            **self.totals(),
        }

    def totals(self) -> dict[str, Any]:
        """How many there are, whatever is chosen."""
        counts = {
            whose: self.counted(CatalogueFilters(whose=whose)) for whose in ("", "mine", "shared")
        }
        return {
            "totals": counts,
            "all_total": counts[""],
            "gallery_total": CatalogueFilters().galleries(self.access).count(),
            "image_total": CatalogueFilters().images(self.access).count(),
        }

    def chips(self) -> list[Chip]:
        text = [self.chip("q", self.filters.text, "Search", self.filters.text)]
        chosen = [
            self.chip(choice.facet.key, option.value, choice.facet.title, option.label)
            for choice in self.choices
            for option in choice.options
            if option.is_chosen
        ]
        return [*(text if self.filters.text else []), *chosen]

    def chip(self, key: str, value: str, title: str, label: str) -> Chip:
        query = self.request.GET.copy()
        query.pop("cursor", None)
        query.setlist(key, [other for other in query.getlist(key) if other.strip() != value])
        return Chip(title, label, f"{self.request.path}?{query.urlencode()}")

    @cached_property
    def choices(self) -> list[Choice]:
        return self.find_choices()

    def may_create(self) -> bool:
        """Whether there is a resource group in which a gallery may be created."""
        return ResourceGroup.objects.accessible(self.access, WRITE_GALLERY).exists()


class Index(Catalogue):
    title = "Galleries"
    template = "galleries/index.html"
    fragment = "galleries/index.html#results"
    size = 24

    @property
    def is_table(self) -> bool:
        return self.request.GET.get("view") == "table"

    def get_queryset(self) -> Any:
        galleries = self.filters.galleries(self.access)
        return galleries.select_related(*CARD, "subscription")

    def rows(self, found: list[Any]) -> list[GalleryRow]:
        return gallery_rows(self.access, found)

    def find_choices(self) -> list[Choice]:
        return self.filters.gallery_choices(self.access)

    def counted(self, filters: CatalogueFilters) -> int:
        count: int = filters.galleries(self.access).count()
        return count

    def get_context(self) -> dict[str, Any]:
        alone = self.alone()
        return {
            **super().get_context(),
            "alone": alone[:ALONE],
            "more_alone": len(alone) > ALONE,
        }

    def alone(self) -> list[ImageRow]:
        """Images of galleries that one cannot open; one more than are shown tells of others."""
        if self.filters.whose == "mine" or self.request.GET.get("cursor"):
            return []
        images = self.filters.alone(self.access).select_related(*CARD)
        return image_rows(list(images.order_by(*self.filters.order)[: ALONE + 1]))


class Images(Catalogue):
    """Every image that one can use, as a print."""

    title = "Images"
    template = "galleries/images.html"
    fragment = "galleries/images.html#results"
    size = 48

    def get_queryset(self) -> Any:
        return self.filters.images(self.access).select_related(*CARD)

    def rows(self, found: list[Any]) -> list[ImageRow]:
        return image_rows(found)

    def find_choices(self) -> list[Choice]:
        return self.filters.image_choices(self.access)

    def counted(self, filters: CatalogueFilters) -> int:
        count: int = filters.images(self.access).count()
        return count
