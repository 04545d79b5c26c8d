"""What an address of this app names, fetched through the gate once per request."""

from dataclasses import dataclass

from django.urls import reverse_lazy
from django.utils.functional import cached_property

from accounts.models import Access, Resource
from accounts.pages import url_of
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.rights import READ_GALLERY
from portal.errors import NotFound
from portal.views import PortalView

ANCESTORS = ("tenant", "subscription", "resource_group", "gallery", "definition")
CARD = ("resource", *(f"resource__{name}" for name in ANCESTORS))


@dataclass(frozen=True)
class Crumb:
    """One step of the way; without an address when only the name may be known."""

    name: str
    url: str = ""


HOME = Crumb("Galleries", reverse_lazy("galleries:index"))  # type: ignore[arg-type]


def gallery_crumb(access: Access, card: Resource) -> Crumb:
    gallery = card.gallery
    assert gallery is not None  # noqa: S101 - everything below a gallery has one
    return Crumb(gallery.title, url_of(gallery) if access.can(READ_GALLERY, gallery) else "")


class GalleryPart(PortalView):
    """Below galleries/<guid>/."""

    @cached_property
    def gallery(self) -> Gallery:
        galleries = Gallery.objects.select_related(
            *CARD, "subscription__resource", "resource_group__resource"
        )
        return self.fetch(galleries, resource__guid=self.kwargs["guid"])

    @property
    def card(self) -> Resource:
        return self.gallery.resource

    @property
    def way(self) -> list[Crumb]:
        """Breadcrumb, from the galleries down to here."""
        return [HOME, Crumb(self.card.title, url_of(self.card))]

    def may(self, action: str) -> bool:
        """Whether to show a control; what it leads to checks again."""
        return self.access.can(action, self.card)


class DefinitionPart(GalleryPart):
    """Below galleries/<guid>/images/<name>/: open also to those who cannot open the gallery."""

    @cached_property
    def definition(self) -> ImageDefinition:
        definitions = ImageDefinition.objects.select_related(*CARD, "gallery__resource")
        return self.fetch(
            definitions,
            resource__gallery__guid=self.kwargs["guid"],
            name__iexact=self.kwargs["image"],
        )

    @property
    def card(self) -> Resource:
        return self.definition.resource

    @property
    def way(self) -> list[Crumb]:
        definition = self.definition.resource
        gallery = gallery_crumb(self.access, self.card)
        return [HOME, gallery, Crumb(definition.title, url_of(definition))]


class VersionPart(DefinitionPart):
    """Below .../versions/<number>/."""

    @cached_property
    def version(self) -> ImageVersion:
        versions = ImageVersion.objects.select_related(
            *CARD,
            "definition__resource__gallery",
            "definition__resource__definition",
            "disk_set__region",
        )
        major, minor, patch = self._numbers()
        return self.fetch(
            versions,
            resource__gallery__guid=self.kwargs["guid"],
            definition__name__iexact=self.kwargs["image"],
            major=major,
            minor=minor,
            patch=patch,
        )

    @cached_property
    def definition(self) -> ImageDefinition:
        return self.version.definition

    @property
    def card(self) -> Resource:
        return self.version.resource

    @property
    def way(self) -> list[Crumb]:
        return [*super().way, Crumb(self.card.name, url_of(self.card))]

    def _numbers(self) -> list[int]:
        parts = self.kwargs["number"].split(".")
        if len(parts) != 3 or not all(part.isdecimal() and len(part) < 11 for part in parts):
            raise NotFound("Nothing here that you can open.")
        return [int(part) for part in parts]
