"""A version: live progress in every region, its disks and proofs, and what can be done with it."""

from typing import Any

from django.db.models import Count, Min, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from accounts.models import Resource
from accounts.pages import url_of
from galleries.choices import SourceKind
from galleries.forms.version import VersionSettingsForm
from galleries.models import ImageVersion
from galleries.overview import end_of_life_tone
from galleries.rights import DELETE_VERSION, WRITE_VERSION
from galleries.services.galleries import counted
from galleries.services.latest import latest
from galleries.services.versions import delete_version, update_version
from galleries.snippets import changing_version, deleting_version, of_version, path_of
from galleries.views.events import recent_events
from galleries.views.fetching import Crumb, VersionPart
from galleries.views.summary import Summary
from portal.errors import NotFound
from portal.htmx import STOP_POLLING, wants_fragment
from portal.views import ActionView, ConfirmPage, Consequence, DetailPage, FormPage
from regions.choices import ContentState, ReplicaState
from regions.models import Claim, DiskContent, DiskSetDisk, Replica
from regions.services.claims import cancel_claim, retry_claim
from regions.services.status import region_rows
from regions.worldmap import map_of


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
            **self.names(),
            "summary": self.summary,
            "map": map_of(self.summary.rows, self.version.disk_set.region_id),
            "disks": self.disks,
            "unread": [disk.content for disk in self.disks if is_unread(disk.content)],
            "proofs": proofs_of(self.version),
            "source_card": self.source_card(),
            "source_text": self.version.source_name,
            "events": recent_events(self.access, self.request.user, self.card, 8),
            "may_write": self.may(WRITE_VERSION),
            "newest": self.newest,
            "is_latest": self.newest is not None and self.newest.pk == self.version.pk,
        }
        return live if wants_fragment(self.request) else {**live, **self.still()}

    @cached_property
    def newest(self) -> ImageVersion | None:
        """What `latest` gives."""
        return latest(self.definition)

    def names(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "definition": self.definition,
            "gallery_guid": self.kwargs["guid"],
        }

    def still(self) -> dict[str, Any]:
        """What does not change while somebody looks."""
        ready = [row for row in self.summary.rows if row.replicas_ready]
        return {
            "end_of_life": end_of_life_tone(self.version.end_of_life),
            "path": f"{path_of(self.definition)}/{self.version}",
            "script": self.script(of_version(self.version, ready[0].region.name if ready else "")),
            "may_delete": self.may(DELETE_VERSION),
        }

    @cached_property
    def disks(self) -> list[DiskSetDisk]:
        return list(self.version.disk_set.disks.select_related("content"))

    def source_card(self) -> Resource | None:
        """The version it was made from, while it is there for this person to open."""
        if self.version.source_kind != SourceKind.VERSION:
            return None
        cards = Resource.objects.filter(
            self.access.readable(), arm_key=self.version.source_text.lower()
        )
        return cards.select_related("gallery", "definition").first()


def is_unread(content: DiskContent) -> bool:
    return content.state == ContentState.FAILED


def proofs_of(version: ImageVersion) -> dict[str, Any]:
    """How many replicas were read back whole, and when the one waiting longest was."""
    replicas = Replica.objects.filter(
        claim__disk_set=version.disk_set_id, state=ReplicaState.READY, proven_at__isnull=False
    )
    return replicas.aggregate(proven=Count("pk"), oldest=Min("proven_at"))


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
        return {
            "version": self.version,
            "way": [*self.way, Crumb("Settings")],
            "script": self.script(changing_version(self.version)),
        }

    def perform(self, form: Any) -> str:
        update_version(actor=self.actor, version=self.version, **form.changes())
        return url_of(self.card)


class DeleteVersion(VersionPart, ConfirmPage):
    done = "The version was deleted. Its bytes go with the next clean-up."

    def get_object(self) -> ImageVersion:
        self.require(DELETE_VERSION, self.card)
        return self.version

    def get_title(self) -> str:
        return f"{self.definition.resource.title} {self.version}"

    def get_back_url(self) -> str:
        return url_of(self.card)

    def get_context(self) -> dict[str, Any]:
        script = self.script(deleting_version(self.version))
        shown = {"plated": self.definition, "trail": self.way, "script": script}
        return {**super().get_context(), **shown}

    def get_consequences(self) -> list[Consequence]:
        claims = Claim.objects.filter(disk_set=self.version.disk_set_id)
        sums = claims.aggregate(replicas=Sum("replica_count"), regions=Count("pk"))
        replicas, places = sums["replicas"] or 0, counted(sums["regions"], "region")
        are = "is" if replicas == 1 else "are"
        found = [
            Consequence(
                "layers", counted(replicas, "replica"), f"in {places} {are} deleted for good."
            ),
            Consequence("disk", "What was made from it", "keeps working."),
        ]
        return [*found, *self.effect_on_latest()]

    def effect_on_latest(self) -> list[Consequence]:
        newest = latest(self.definition)
        if newest is None or newest.pk != self.version.pk:
            return []
        others = self.definition.versions.exclude(pk=self.version.pk)
        following = others.eligible_for_latest().newest_first().first()
        if following is None:
            return [Consequence("warn", "latest", "gives nothing until another is ready.", "bad")]
        return [Consequence("warn", "latest", f"gives {following} from then on.", "warn")]

    def destroy(self) -> str:
        target = url_of(self.definition.resource)
        delete_version(actor=self.actor, version=self.version)
        return target
