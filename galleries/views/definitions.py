"""An image definition: its versions, its facts, creating, changing and deleting it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.utils.functional import cached_property

from accounts.models.resource import TITLE_TAG
from accounts.pages import url_of
from galleries.choices import DiskType
from galleries.forms.definition import DefinitionForm, DefinitionSettingsForm
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.overview import OF_VERSION, Health, end_of_life_tone, health_of
from galleries.rights import DELETE_IMAGE, WRITE_GRANTS, WRITE_IMAGE, WRITE_VERSION
from galleries.services.definitions import (
    create_definition,
    delete_definition,
    update_definition,
)
from galleries.services.galleries import counted
from galleries.services.latest import latest
from galleries.snippets import (
    changing_definition,
    creating_definition,
    deleting_definition,
    of_definition,
)
from galleries.views.events import recent_events
from galleries.views.fetching import (
    CARD,
    HOME,
    Crumb,
    DefinitionPart,
    GalleryPart,
    gallery_crumb,
    said,
)
from portal.paging import Page, page
from portal.views import ConfirmPage, Consequence, FormPage, ListPage
from regions.models import Claim, DiskSetDisk

# What each choice means, as galleries/_choices.html takes it: value, icon, sentence.
HINTS = {
    "os_type": (
        ("Linux", "lin", "Plates of curves"),
        ("Windows", "win", "Plates of right angles"),
    ),
    "os_state": (
        ("Generalized", "users", "Machine-specific data removed; every machine sets itself up"),
        ("Specialized", "key", "A full copy: users, names and keys stay in it"),
    ),
    "generation": (
        ("V1", "vm", "BIOS and MBR, for older systems"),
        ("V2", "vm", "UEFI and GPT, the usual choice"),
    ),
    "architecture": (
        ("x64", "layers", "Intel and AMD processors"),
        ("Arm64", "layers", "Arm processors"),
    ),
}
NEWEST = ("-major", "-minor", "-patch")


@dataclass(frozen=True)
class VersionRow:
    version: ImageVersion
    health: Health
    replicas_ready: int
    replicas_wanted: int
    occupied: int | None
    virtual: int
    is_latest: bool

    @property
    def ends(self) -> str:
        return end_of_life_tone(self.version.end_of_life)


def version_rows(versions: list[ImageVersion], newest: ImageVersion | None) -> list[VersionRow]:
    sets = [version.disk_set_id for version in versions]
    health = health_of(OF_VERSION, (version.resource_id for version in versions))
    replicas = _replicas(sets)
    sizes = _sizes(sets)
    return [
        VersionRow(
            version,
            health.get(version.resource_id, Health()),
            *replicas.get(version.disk_set_id, (0, 0)),
            *sizes.get(version.disk_set_id, (None, 0)),
            is_latest=newest is not None and version.pk == newest.pk,
        )
        for version in versions
    ]


def _replicas(sets: list[int]) -> dict[int, tuple[int, int]]:
    """(ready, wanted) by disk set."""
    claims = Claim.objects.filter(disk_set__in=sets).order_by().values_list("disk_set")
    sums = claims.annotate(Sum("replicas_ready"), Sum("replica_count"))
    return {disk_set: (ready, wanted) for disk_set, ready, wanted in sums}


def _sizes(sets: list[int]) -> dict[int, tuple[int | None, int]]:
    """(occupied, virtual) bytes of all disks by disk set; occupied once stored."""
    disks = DiskSetDisk.objects.filter(disk_set__in=sets).order_by().values_list("disk_set")
    sums = disks.annotate(Sum("content__occupied_size"), Sum("content__virtual_size"))
    return {disk_set: (occupied, virtual) for disk_set, occupied, virtual in sums}


class DefinitionPage(DefinitionPart, ListPage):
    """Its versions by number, the highest first."""

    template = "galleries/definition.html"
    fragment = "galleries/definition.html#results"
    order = NEWEST
    size = 25

    def get_object(self) -> ImageDefinition:
        return self.definition

    @cached_property
    def newest(self) -> ImageVersion | None:
        """What `latest` gives."""
        return latest(self.definition)

    def get_queryset(self) -> Any:
        versions = ImageVersion.objects.accessible(self.access).filter(
            definition=self.definition, deleting_since__isnull=True
        )
        return versions.select_related(*CARD)

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.order, cursor=cursor, size=self.size)
        rows = version_rows(found.rows, self.newest)
        return Page(rows, found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        return {
            "definition": self.definition,
            "tabs": self.tabs(),
            "total": self.get_queryset().count(),
            "latest": self.newest,
            "end_of_life": end_of_life_tone(self.definition.end_of_life),
            "script": self.script(of_definition(self.definition, self.region, self.newest)),
            "disallowed": [
                DiskType(type_).label for type_ in self.definition.disallowed_disk_types
            ],
            "events": recent_events(self.access, self.request.user, self.card, 4),
            "may_write": self.may(WRITE_IMAGE),
            "may_publish": self.may(WRITE_VERSION),
            "may_share": self.may(WRITE_GRANTS),
        }

    @property
    def region(self) -> str:
        """One that has the newest version."""
        if self.newest is None:
            return self.card.region
        ready = self.newest.disk_set.claims.filter(replicas_ready__gt=0).order_by("region")
        return ready.values_list("region", flat=True).first() or self.card.region


class CreateDefinition(GalleryPart, FormPage):
    template = "galleries/create_definition.html"
    form_class = DefinitionForm
    done = "The image is there. Publish its first version next."

    def get_object(self) -> Gallery:
        self.require(WRITE_IMAGE, self.card)
        return self.gallery

    def get_context(self) -> dict[str, Any]:
        return {"gallery": self.gallery, "way": [*self.way, Crumb("Create image")]}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        context = {**self.get_context(), "object": self.object, "form": form}
        context["systems"] = [(form[name], hints) for name, hints in HINTS.items()]
        context["script"] = self.script(creating_definition(self.gallery, said(form)))
        return self.render(self.template, context, status=status)

    def perform(self, form: Any) -> str:
        definition = create_definition(actor=self.actor, gallery=self.gallery, **form.changes())
        return url_of(definition.resource)


class DefinitionSettings(DefinitionPart, FormPage):
    template = "galleries/definition_settings.html"
    form_class = DefinitionSettingsForm
    done = "The image was changed."

    def get_object(self) -> ImageDefinition:
        self.require(WRITE_IMAGE, self.card)
        return self.definition

    def get_initial(self) -> dict[str, Any]:
        names = set(self.form_class.base_fields) - {"title", "tags"}
        now = {name: getattr(self.definition, name) for name in names}
        return {**now, "title": self.card.tags.get(TITLE_TAG, ""), "tags": self.card.tags}

    def get_context(self) -> dict[str, Any]:
        return {
            "definition": self.definition,
            "way": [*self.way, Crumb("Settings")],
            "tabs": self.tabs("settings"),
            "script": self.script(changing_definition(self.definition)),
            "may_delete": self.may(DELETE_IMAGE),
        }

    def perform(self, form: Any) -> str:
        update_definition(actor=self.actor, definition=self.definition, **form.changes())
        return url_of(self.card)


class DeleteDefinition(DefinitionPart, ConfirmPage):
    done = "The image was deleted."

    def get_object(self) -> ImageDefinition:
        self.require(DELETE_IMAGE, self.card)
        return self.definition

    def get_title(self) -> str:
        return self.card.title

    def get_back_url(self) -> str:
        return url_of(self.card)

    def get_context(self) -> dict[str, Any]:
        script = self.script(deleting_definition(self.definition))
        shown = {"plated": self.definition, "trail": self.way, "script": script}
        return {**super().get_context(), **shown}

    def get_consequences(self) -> list[Consequence]:
        versions = self.definition.versions.count()
        if not versions:
            return []
        inside = counted(versions, "version")
        rest = "is still in it. Delete that first."
        if versions > 1:
            rest = "are still in it. Delete those first."
        return [Consequence("bad", inside, rest, "bad", blocks=True)]

    def destroy(self) -> str:
        gallery = gallery_crumb(self.access, self.card)
        delete_definition(actor=self.actor, definition=self.definition)
        return str(gallery.url or HOME.url)
