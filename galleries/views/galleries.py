"""A gallery: its images, its settings, creating and deleting it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from accounts.models import ResourceGroup
from accounts.models.resource import TITLE_TAG
from accounts.pages import url_of
from accounts.services.access_list import Listing, access_page, count_access
from accounts.services.grants import told_tenant
from galleries.filters import says
from galleries.forms.gallery import GalleryForm, GallerySettingsForm
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.overview import OF_GALLERY, image_rows, tally_of, walls
from galleries.rights import (
    DELETE_GALLERY,
    READ_GRANTS,
    WRITE_GALLERY,
    WRITE_GRANTS,
    WRITE_IMAGE,
)
from galleries.services.galleries import (
    counted,
    create_gallery,
    delete_gallery,
    update_gallery,
)
from galleries.snippets import changing_gallery, creating_gallery, deleting_gallery, of_gallery
from galleries.views.events import recent_events
from galleries.views.fetching import CARD, HOME, Crumb, GalleryPart, said
from portal.paging import Page, page
from portal.snippets import Script, script, site_of
from portal.views import ConfirmPage, Consequence, FormPage, ListPage
from regions.choices import RegionState
from regions.models import Claim

MOST_GROUPS = 500
MOST_HOLDERS = 4


class GalleryPage(GalleryPart, ListPage):
    """Its images, hung in a row each."""

    template = "galleries/gallery.html"
    fragment = "galleries/gallery.html#results"
    order = ("name", "id")
    size = 30

    def get_object(self) -> Gallery:
        return self.gallery

    @property
    def text(self) -> str:
        return str(self.request.GET.get("q", "")).strip()[:128]

    @property
    def os_type(self) -> str:
        return str(self.request.GET.get("os", ""))

    def get_queryset(self) -> Any:
        images = ImageDefinition.objects.accessible(self.access).filter(gallery=self.gallery)
        if self.text:
            images = images.filter(says(self.text))
        if self.os_type:
            images = images.filter(os_type=self.os_type)
        return images.select_related(*CARD)

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.order, cursor=cursor, size=self.size)
        return Page(image_rows(found.rows), found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        tally = tally_of(OF_GALLERY, self.card.pk)
        return {
            "gallery": self.gallery,
            "wall": walls(self.access, [self.gallery.pk])[self.gallery.pk],
            "tally": tally,
            "failures": failures(self.gallery) if tally.failed else [],
            **self.holders(),
            "tabs": self.tabs(),
            "events": recent_events(self.access, self.request.user, self.card, 4),
            "script": self.script(of_gallery(self.gallery)),
            "may_create": self.may(WRITE_IMAGE),
            "may_share": self.may(WRITE_GRANTS),
        }

    def holders(self) -> dict[str, Any]:
        """The first who have roles on it and how many more, as far as one may know."""
        if not self.may(READ_GRANTS):
            return {"holders": None}
        told = Listing(self.card, tenant=told_tenant(self.card, self.request.user, self.access))
        shown = access_page(told, size=MOST_HOLDERS).rows
        return {"holders": shown, "more_holders": count_access(told).total - len(shown)}


def failures(gallery: Gallery) -> list[Claim]:
    """Regions that versions of it did not reach, the latest first."""
    claims = Claim.objects.filter(
        disk_set__card__gallery=gallery.resource_id,
        disk_set__version__deleting_since__isnull=True,
        state=RegionState.FAILED,
    )
    related = ("region", "disk_set__card__gallery", "disk_set__card__definition")
    return list(claims.select_related(*related).order_by("-settled_at", "-id")[:3])


class CreateGallery(FormPage):
    template = "galleries/create_gallery.html"
    form_class = GalleryForm
    done = "The gallery is there. Create an image in it next."

    def get_object(self) -> list[ResourceGroup]:
        """Resource groups in which one may create galleries."""
        groups = ResourceGroup.objects.accessible(self.access, WRITE_GALLERY)
        related = groups.select_related("resource", "subscription__resource")
        return list(related.order_by("subscription__name", "name")[:MOST_GROUPS])

    def get_initial(self) -> dict[str, Any]:
        only = self.object[0] if len(self.object) == 1 else None
        usual = (
            {"resource_group": only.resource.guid, "region": only.resource.region} if only else {}
        )
        return {**usual, **super().get_initial()}

    def get_form_kwargs(self) -> dict[str, Any]:
        choices: dict[str, list[tuple[str, str]]] = {}
        for group in self.object:
            choice = (str(group.resource.guid), group.name)
            choices.setdefault(group.subscription.name, []).append(choice)
        return {"groups": choices}

    def get_context(self) -> dict[str, Any]:
        return {"way": [HOME, Crumb("Create gallery")], "has_groups": bool(self.object)}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        context = {**self.get_context(), "form": form, "script": self.script(form)}
        return self.render(self.template, context, status=status)

    def script(self, form: Any) -> Script | None:
        """With what the form says so far."""
        typed = said(form)
        chosen = [g for g in self.object if str(g.resource.guid) == typed["resource_group"]]
        group = next(iter(chosen or self.object), None)
        if group is None:
            return None
        steps = creating_gallery(group, typed["name"], typed["region"] or group.resource.region)
        return script(site_of(self.request, group.subscription), steps)

    def perform(self, form: Any) -> str:
        wanted = form.changes()
        chosen = wanted.pop("resource_group")
        group = next(group for group in self.object if str(group.resource.guid) == chosen)
        gallery = create_gallery(actor=self.actor, resource_group=group, **wanted)
        return url_of(gallery.resource)


class GallerySettings(GalleryPart, FormPage):
    template = "galleries/gallery_settings.html"
    form_class = GallerySettingsForm
    done = "The gallery was changed."

    def get_object(self) -> Gallery:
        self.require(WRITE_GALLERY, self.card)
        return self.gallery

    def get_initial(self) -> dict[str, Any]:
        return {
            "title": self.card.tags.get(TITLE_TAG, ""),
            "description": self.gallery.description,
            "tags": self.card.tags,
        }

    def get_context(self) -> dict[str, Any]:
        return {
            "gallery": self.gallery,
            "way": [*self.way, Crumb("Settings")],
            "tabs": self.tabs("settings"),
            "script": self.script(changing_gallery(self.gallery)),
            "may_delete": self.may(DELETE_GALLERY),
        }

    def perform(self, form: Any) -> str:
        update_gallery(actor=self.actor, gallery=self.gallery, **form.changes())
        return url_of(self.card)


class DeleteGallery(GalleryPart, ConfirmPage):
    done = "The gallery was deleted."

    def get_object(self) -> Gallery:
        self.require(DELETE_GALLERY, self.card)
        return self.gallery

    def get_title(self) -> str:
        return self.card.title

    def get_back_url(self) -> str:
        return url_of(self.card)

    def get_context(self) -> dict[str, Any]:
        script = self.script(deleting_gallery(self.gallery))
        return {**super().get_context(), "trail": self.way, "script": script}

    def get_consequences(self) -> list[Consequence]:
        images = self.gallery.definitions.count()
        if not images:
            return []
        versions = ImageVersion.objects.filter(definition__gallery=self.gallery).count()
        inside = f"{counted(images, 'image')} and {counted(versions, 'version')}"
        return [
            Consequence("bad", inside, "are still in it. Delete those first.", "bad", blocks=True)
        ]

    def destroy(self) -> str:
        delete_gallery(actor=self.actor, gallery=self.gallery)
        return reverse("galleries:index")
