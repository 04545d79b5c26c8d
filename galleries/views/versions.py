"""A version: live progress in every region, its disks and proofs, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from accounts.pages import url_of
from galleries.forms.version import VersionSettingsForm
from galleries.models import ImageVersion
from galleries.rights import DELETE_VERSION, WRITE_VERSION
from galleries.services.latest import latest
from galleries.services.versions import delete_version, update_version
from galleries.snippets import of_version
from galleries.views.downloads import FORMATS
from galleries.views.events import recent_events
from galleries.views.fetching import Crumb, VersionPart
from portal.errors import NotFound
from portal.htmx import STOP_POLLING, wants_fragment
from portal.views import ActionView, ConfirmPage, DetailPage, FormPage
from regions.choices import RegionState
from regions.models import Claim, DiskSetDisk
from regions.services.claims import cancel_claim, retry_claim
from regions.services.status import RegionStatus, region_rows
from regions.worldmap import map_of

SETTLED = {RegionState.COMPLETED, RegionState.FAILED}


@dataclass(frozen=True)
class Summary:
    """All regions in a few numbers; what is wrong is never averaged away."""

    rows: Sequence[RegionStatus]

    @property
    def regions_ready(self) -> int:
        return sum(row.state == RegionState.COMPLETED for row in self.rows)

    @property
    def replicas_ready(self) -> int:
        return sum(row.replicas_ready for row in self.rows)

    @property
    def replicas_wanted(self) -> int:
        return sum(row.replicas_wanted for row in self.rows)

    @property
    def bytes_total(self) -> int:
        return sum(row.bytes_total for row in self.rows)

    @property
    def bytes_copied(self) -> int:
        return sum(row.bytes_copied for row in self.rows)

    @property
    def bytes_reused(self) -> int:
        return sum(row.bytes_reused for row in self.rows)

    @property
    def bytes_there(self) -> int:
        return self.bytes_copied + self.bytes_reused

    @property
    def rate(self) -> int:
        return sum(row.rate or 0 for row in self.rows)

    @property
    def failed(self) -> list[RegionStatus]:
        return [row for row in self.rows if row.state == RegionState.FAILED]

    @property
    def slowest(self) -> RegionStatus | None:
        """The one that will be ready last, among those whose end can be foretold."""
        timed = [row for row in self.rows if row.eta_seconds is not None]
        return max(timed, key=lambda row: row.eta_seconds or 0) if timed else None

    @property
    def is_final(self) -> bool:
        return all(row.state in SETTLED for row in self.rows)

    @property
    def spoken(self) -> str:
        """For those who listen; changes with states and every quarter of the way only."""
        return " ".join(_spoken(row) for row in self.rows)


def _spoken(row: RegionStatus) -> str:
    if row.state in SETTLED or not row.progress:
        return f"{row.region} {row.phase.lower()}."
    return f"{row.region} {int(row.progress) // 25 * 25} percent."


class VersionPage(VersionPart, DetailPage):
    """Polled while anything moves: the fragment is what changes, status 286 ends the polling."""

    template = "galleries/version.html"
    fragment = "galleries/version.html#live"

    def get_object(self) -> ImageVersion:
        return self.version

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        if wants_fragment(request) and self.summary.is_final:
            response.status_code = STOP_POLLING
        return response

    @cached_property
    def summary(self) -> Summary:
        return Summary(region_rows(self.version.disk_set))

    def get_context(self) -> dict[str, Any]:
        live = {
            "version": self.version,
            "definition": self.definition,
            "summary": self.summary,
            "map": map_of(self.summary.rows, self.version.disk_set.region_id),
            "events": recent_events(self.access, self.card, 8),
            "is_paused": "paused" in self.request.GET,
            "may_write": self.may(WRITE_VERSION),
        }
        return live if wants_fragment(self.request) else {**live, **self.still()}

    def still(self) -> dict[str, Any]:
        """What does not change while somebody looks."""
        newest = latest(self.definition)
        ready = [row for row in self.summary.rows if row.replicas_ready]
        return {
            "is_latest": newest is not None and newest.pk == self.version.pk,
            "newest": newest,
            "disks": self.disks(),
            "ready": ready,
            "formats": FORMATS,
            "snippets": of_version(self.version, ready[0].region.name if ready else ""),
            "may_delete": self.may(DELETE_VERSION),
        }

    def disks(self) -> list[DiskSetDisk]:
        return list(self.version.disk_set.disks.select_related("content"))


class RegionAction(VersionPart, ActionView):
    """Something about one region of a version."""

    @cached_property
    def claim(self) -> Claim:
        self.require(WRITE_VERSION, self.card)
        claims = Claim.objects.filter(disk_set=self.version.disk_set, region=self.kwargs["region"])
        claim = claims.select_related("region").first()
        if claim is None:
            raise NotFound("The version is not kept in that region.")
        return claim


class RetryRegion(RegionAction):
    done = "The region tries again, from where it stopped."

    def perform(self) -> str:
        retry_claim(actor=self.actor, claim=self.claim)
        return url_of(self.card)


class CancelRegion(RegionAction):
    done = "The copy was cancelled. Other regions go on, and a retry goes on here."

    def perform(self) -> str:
        cancel_claim(actor=self.actor, claim=self.claim)
        return url_of(self.card)


class VersionSettings(VersionPart, FormPage):
    template = "galleries/version_settings.html"
    form_class = VersionSettingsForm
    done = "The version was changed."

    def get_object(self) -> ImageVersion:
        self.require(WRITE_VERSION, self.card)
        return self.version

    def get_initial(self) -> dict[str, Any]:
        return {
            "exclude_from_latest": self.version.exclude_from_latest,
            "end_of_life": self.version.end_of_life,
            "tags": self.card.tags,
        }

    def get_context(self) -> dict[str, Any]:
        return {"version": self.version, "way": [*self.way, Crumb("Settings")]}

    def perform(self, form: Any) -> str:
        update_version(actor=self.actor, version=self.version, **form.changes())
        return url_of(self.card)


class DeleteVersion(VersionPart, ConfirmPage):
    done = "The version is being deleted."

    def get_object(self) -> ImageVersion:
        self.require(DELETE_VERSION, self.card)
        return self.version

    def get_back_url(self) -> str:
        return url_of(self.card)

    def destroy(self) -> str:
        target = url_of(self.definition.resource)
        delete_version(actor=self.actor, version=self.version)
        return target
