"""Publishing a version: source, number, regions, on one page that keeps whatever was typed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from accounts.pages import url_of
from galleries.forms.version import RegionsForm, SourceForm, VersionForm
from galleries.models import ImageDefinition, ImageVersion
from galleries.rights import WRITE_VERSION
from galleries.services.versions import (
    next_number,
    publish_version,
    replace_source,
    update_version,
)
from galleries.snippets import changing_regions, publishing
from galleries.views.fetching import Crumb, DefinitionPart, VersionPart
from galleries.views.sources import bytes_of, suggested, uploaded_disks, version_at
from portal.errors import PortalError
from portal.htmx import wants_fragment
from portal.snippets import Step
from portal.views import FormPage
from regions.choices import StorageType
from regions.errors import RegionNotAllowed
from regions.forms import usable_regions
from regions.forms.picker import Wishes
from regions.models import Claim, Region
from regions.services.targets import MOST_DIGITS

ZONES = 3  # copies that ZRS keeps
SOURCE_HINTS = (
    ("upload", "upload", "Raw or VHD, from this computer"),
    ("version", "layers", "From any gallery you can read"),
)
STEPS = {
    "source": {"source", "source_region", "source_version", "os_disk", "data_disks"},
    "details": {"number", "end_of_life", "exclude_from_latest", "tags"},
    "regions": {"target_regions"},
}


@dataclass(frozen=True)
class Review:
    """What publishing would make, as far as the form says by now."""

    regions: int
    copies: int
    bytes: int

    @property
    def stored(self) -> int:
        return self.bytes * self.copies


class CreateVersion(DefinitionPart, FormPage):
    template = "galleries/create_version.html"
    fragment = "galleries/create_version.html#changing"
    form_class = VersionForm
    done = "Published. Every region is making its copies now."

    def get_object(self) -> ImageDefinition:
        self.require(WRITE_VERSION, self.card)
        return self.definition

    @cached_property
    def subscription(self) -> Any:
        return self.definition.gallery.subscription

    @cached_property
    def newest(self) -> ImageVersion | None:
        versions = self.definition.versions.newest_first()
        return versions.select_related("disk_set").first()

    @cached_property
    def source_region(self) -> Region:
        """As chosen, else that of the newest version, else the location of the definition."""
        asked = self.request.POST or self.request.GET
        newest = self.newest.disk_set.region_id if self.newest else ""
        by_name = {region.name: region for region in usable_regions(self.subscription)}
        wanted = (asked.get("source_region", ""), newest, self.card.region, *by_name)
        if not by_name:
            raise RegionNotAllowed(
                f"{self.subscription} may use no region, so nothing can be published here. "
                "Ask an installation administrator to put it on the allow list of a region."
            )
        return next(by_name[name] for name in wanted if name in by_name)

    def get_form_kwargs(self) -> dict[str, Any]:
        # Most want the next version where the newest is.
        like = self.newest.disk_set.claims.select_related("region") if self.newest else []
        return {
            "user": self.request.user,
            "subscription": self.subscription,
            "source_region": self.source_region,
            "like": like,
        }

    def get_initial(self) -> dict[str, Any]:
        copied = self.request.GET.get("from", "")
        return {
            "number": next_number(self.definition),
            "source": "version" if copied else "upload",
            "source_version": copied,
        }

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """While it is filled in, the page asks for what depends on what the form says so far."""
        _ = self.object
        is_filled = wants_fragment(request) and "number" in request.GET
        return self.show(self.get_form(request.GET if is_filled else None))

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        context = {"object": self.object, "form": form, **self.get_context()}
        context |= {"review": self.review(form), "steps": problems(form)}
        context["script"] = self.script(self.steps(form))
        return self.render(self.template, context, fragment=self.fragment, status=status)

    def get_context(self) -> dict[str, Any]:
        return {
            "definition": self.definition,
            "newest": self.newest,
            "next_number": next_number(self.definition),
            "source_region": self.source_region,
            "sources": suggested(self.access, self.definition),
            "source_hints": SOURCE_HINTS,
            "way": [*self.way, Crumb("New version")],
        }

    def steps(self, form: Any) -> list[Step]:
        """For scripts, with what the form says so far."""
        number = str(form["number"].value() or next_number(self.definition))
        return publishing(self.definition, number, self.source_region.name, self.newest)

    def review(self, form: Any) -> Review:
        wishes: Wishes = form["target_regions"].value()
        counts = [
            _number(wish.count or wishes.count) * _copies(wish.storage_type)
            for wish in wishes.wanted(self.source_region).values()
        ]
        return Review(len(counts), sum(counts), self.size(form))

    def size(self, form: Any) -> int:
        """Bytes of one copy, at most; 0 while unknown."""
        if form["source"].value() == "upload":
            arrived = [*form["os_disk"].arrived, *form["data_disks"].arrived]
            return sum(upload.length for _, upload in arrived)
        try:
            return bytes_of(version_at(self.access, form["source_version"].value() or ""))
        except PortalError:
            return 0

    def perform(self, form: Any) -> str:
        version = publish_version(
            actor=self.actor, definition=self.definition, **self.source(form), **form.changes()
        )
        return url_of(version.resource)

    def source(self, form: Any) -> dict[str, Any]:
        if form.cleaned_data["source"] == "version":
            return {"source": version_at(self.access, form.cleaned_data["source_version"])}
        return {"disks": uploaded_disks(form.disks(), self.card)}


def problems(form: Any) -> dict[str, str]:
    """How many there are by step, in words; nothing before the form was sent."""
    errors = form.errors if form.is_bound else {}
    counts = {step: len(fields & errors.keys()) for step, fields in STEPS.items()}
    return {step: f"{count} to fix" for step, count in counts.items() if count}


def _number(text: str) -> int:
    """How many the form says so far; what is no count is refused when it is sent."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 1


def _copies(storage_type: str) -> int:
    return ZONES if storage_type == StorageType.STANDARD_ZRS else 1


class VersionChange(VersionPart, FormPage):
    """Changes the version it is about; what the version has is no initial value of a field."""

    def get_object(self) -> ImageVersion:
        self.require(WRITE_VERSION, self.card)
        return self.version

    def get_initial(self) -> dict[str, Any]:
        return {}


class EditRegions(VersionChange):
    template = "galleries/edit_regions.html"
    form_class = RegionsForm
    done = "The regions were changed. New copies are being made, dropped ones are removed."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "disk_set": self.version.disk_set,
            "subscription": self.version.definition.gallery.subscription,
        }

    def get_context(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "definition": self.definition,
            "way": [*self.way, Crumb("Regions")],
            "script": self.script(changing_regions(self.version, self.claims())),
        }

    def claims(self) -> list[Claim]:
        return list(self.version.disk_set.claims.order_by("region"))

    def perform(self, form: Any) -> str:
        update_version(actor=self.actor, version=self.version, **form.changes())
        return url_of(self.card)


class ReplaceSource(VersionChange):
    """A version whose disk file could not be read gets another file; its number stays."""

    template = "galleries/replace_source.html"
    form_class = SourceForm
    done = "Trying again with the new file."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def get_context(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "definition": self.definition,
            "source_region": self.version.disk_set.region,
            "way": [*self.way, Crumb("Another file")],
        }

    def perform(self, form: Any) -> str:
        disks = uploaded_disks(form.disks(), self.card)
        replace_source(actor=self.actor, version=self.version, disks=disks)
        return url_of(self.card)
