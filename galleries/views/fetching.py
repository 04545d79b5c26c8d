"""What an address of this app names, fetched through the gate once per request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from accounts import places
from accounts.models import Access, Resource
from accounts.models.resource import TITLE_TAG
from accounts.pages import url_of
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.overview import role_name
from galleries.pages import definition_args
from galleries.rights import READ_GALLERY, WRITE_GALLERY, WRITE_IMAGE
from galleries.services.sharing import may_know
from portal.errors import NotFound
from portal.snippets import Script, Step, script, site_of
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


def said(form: Any) -> dict[str, str]:
    """What a form says so far, by field."""
    return {bound.name: str(bound.value() or "") for bound in form}


# As components/_tabs.html takes it: title, address, whether it is this page, count.
Tab = tuple[str, str, bool, int | None]


class GalleryPart(PortalView):
    """Below galleries/<guid>/."""

    contents: ClassVar[str] = "Images"
    write: ClassVar[str] = WRITE_GALLERY

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
    def location(self) -> str:
        return places.names().get(self.card.region, self.card.region)

    @property
    def tags(self) -> dict[str, str]:
        """Without the one that is the title."""
        return {key: text for key, text in self.card.tags.items() if key != TITLE_TAG}

    @property
    def role(self) -> str:
        return role_name(self.access, self.card)

    @property
    def way(self) -> list[Crumb]:
        """Breadcrumb, from the galleries down to here."""
        return [HOME, Crumb(self.card.title, url_of(self.card))]

    def tabs(self, here: str = "") -> list[Tab]:
        """Its own page, access, activity and, for those who may change it, settings."""
        guid = self.card.guid
        settings: Tab = ("Settings", self.settings_url(), here == "settings", None)
        return [
            (self.contents, url_of(self.card), here == "", None),
            ("Access", reverse("accounts:card-access", args=[guid]), False, None),
            ("Activity", f"{reverse('accounts:activity')}?resource={guid}", False, None),
            *self.more_tabs(here),
            *([settings] if self.may(self.write) else []),
        ]

    def more_tabs(self, here: str) -> list[Tab]:
        """Sharing, which galleries alone have, for whoever may know of it."""
        url = reverse("galleries:sharing", args=[self.card.guid])
        is_told = may_know(self.gallery, self.request.user, self.access)
        return [("Sharing", url, here == "sharing", None)] if is_told else []

    def settings_url(self) -> str:
        return reverse("galleries:gallery-settings", args=[self.card.guid])

    def script(self, steps: Sequence[Step]) -> Script:
        """What the page does, for scripts."""
        return script(site_of(self.request, self.card.subscription), steps)

    def may(self, action: str) -> bool:
        """Whether to show a control; what it leads to checks again."""
        return self.access.can(action, self.card)


class DefinitionPart(GalleryPart):
    """Below galleries/<guid>/images/<name>/: open also to those who cannot open the gallery."""

    contents = "Versions"
    write = WRITE_IMAGE

    def more_tabs(self, here: str) -> list[Tab]:
        return []

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

    def settings_url(self) -> str:
        return reverse("galleries:definition-settings", args=definition_args(self.card))

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
