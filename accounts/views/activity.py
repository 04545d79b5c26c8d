"""The activity log: who did what, when, and with what outcome."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import pages
from accounts.choices import PrincipalKind
from accounts.filters import entries
from accounts.filters.entries import KINDS, PERIODS, EntryFilters
from accounts.models import Resource
from accounts.views.addresses import Filtered, address
from accounts.views.cards import ANCESTORS, fetch_card, trail
from accounts.views.csv_download import download, rows_of
from portal.audit.models import Entry, Outcome, Via
from portal.paging import Page, page
from portal.views import ListPage, PortalView

IMAGE = 10  # where the name of an image stands in the parts of an id, a version two further on
NEWEST = ("-at", "-id")
KEPT = ("resource", "actor", "kind", "outcome")
HOW = {
    Via.PAGE: "in the portal",
    Via.API: "through the API",
    Via.COMMAND: "by a command on the server",
    Via.WORKER: "by a worker",
}


@dataclass(frozen=True)
class Line:
    """One entry as the timeline shows it."""

    entry: Entry
    url: str
    icon: str
    tone: str
    changes: list[tuple[str, str, str]]

    @property
    def target(self) -> str:
        """Its name; a version's number says nothing without the name of its image."""
        image_and_number = self.entry.target_arm_id.split("/")[IMAGE::2]
        return " ".join(image_and_number) or self.entry.target_name

    @property
    def day(self) -> date:
        return timezone.localtime(self.entry.at).date()

    @property
    def how(self) -> str:
        by_app = "App, " if self.entry.actor_kind == PrincipalKind.SERVICE else ""
        words = HOW[Via(self.entry.via)]
        return by_app + words if by_app else words.capitalize()

    @property
    def is_change(self) -> bool:
        """Whether something was there before; what is only new is shown on demand."""
        return any(before for _, before, _ in self.changes)

    @property
    def sentence(self) -> tuple[str, str, str]:
        """The summary cut around the name of its target, which is then a link."""
        name = self.entry.target_name
        before, found, after = self.entry.summary.rpartition(name) if name else ("", "", "")
        return (before, found, after) if found else (self.entry.summary, "", "")


def changes_of(entry: Entry) -> list[tuple[str, str, str]]:
    """(what, before, after) of what differs, in the order of the names."""
    before, after = entry.before or {}, entry.after or {}
    return [
        (name, _shown(before.get(name)), _shown(after.get(name)))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items())
    return str(value)


def line_of(entry: Entry, url: str) -> Line:
    return Line(entry, url, _icon_of(entry), _tone_of(entry), changes_of(entry))


def _icon_of(entry: Entry) -> str:
    if entry.outcome == Outcome.FAILED:
        return "bad"
    if entry.via == Via.WORKER:
        return "globe"
    if entry.action.lower().endswith("/delete"):
        return "trash"
    kind = next((kind for kind in KINDS if entry.action.startswith(kind.prefix)), None)
    return kind.icon if kind else "activity"


def _tone_of(entry: Entry) -> str:
    if entry.outcome == Outcome.FAILED:
        return "bad"
    return "run" if entry.via == Via.WORKER else ""


class EntryList(PortalView):
    """What the page and the file have in common."""

    @cached_property
    def filters(self) -> EntryFilters:
        return EntryFilters.read(self.request.GET)

    @cached_property
    def card(self) -> Resource | None:
        """The resource whose activity is asked for: its own and that of what it contains."""
        if self.filters.resource is None:
            return None
        return fetch_card(self.access, self.filters.resource)

    def get_queryset(self) -> Any:
        readable = entries.readable(self.access, self.request.user)
        found = Entry.objects.filter(readable, self.filters.conditions())
        return found.filter(entries.within(self.card)) if self.card else found


class Activity(Filtered, EntryList, ListPage):
    template = "accounts/activity.html"
    fragment = "accounts/activity.html#results"
    order = NEWEST

    @property
    def csv_url(self) -> str:
        return address(reverse("accounts:activity-csv"), self.request.GET, cursor="")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the address asks beside what the form sends."""
        asked = self.request.GET
        return [(name, asked[name]) for name in KEPT if asked.get(name)]

    def get_object(self) -> Resource | None:
        return self.card

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.order, cursor=cursor)
        urls = self._urls(found.rows)
        lines = [line_of(entry, urls.get(entry.target_id, "")) for entry in found.rows]
        return Page(lines, found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        return {
            "filters": self.filters,
            "kinds": KINDS,
            "periods": PERIODS,
            "today": timezone.localdate(),
            "yesterday": timezone.localdate() - timedelta(days=1),
            "trail": trail(self.access, self.card) if self.card else [],
        }

    def _urls(self, found: list[Entry]) -> dict[int, str]:
        """Addresses of the targets that still exist, in one query."""
        wanted = {entry.target_id for entry in found if entry.target_id}
        cards = Resource.objects.filter(self.access.readable(), pk__in=wanted)
        return {card.pk: pages.url_of(card) for card in cards.select_related(*ANCESTORS)}


HEADER = (
    "Time", "Who", "Kind of who", "Through", "What", "Action", "Resource", "Resource id",
    "Outcome", "Error", "Changes", "Request id",
)  # fmt: skip


class ActivityCsv(EntryList):
    """The entries of the filter, newest first."""

    def get(self, request: HttpRequest) -> Any:
        rows = (_csv_row(entry) for entry in rows_of(self.get_queryset(), NEWEST))
        return download("activity", HEADER, rows)


def _csv_row(entry: Entry) -> list[Any]:
    changes = (f"{name}: {old} -> {new}" for name, old, new in changes_of(entry))
    return [
        entry.at.isoformat(timespec="seconds"),
        entry.actor_name,
        entry.actor_kind,
        entry.get_via_display(),
        entry.summary,
        entry.action,
        entry.target_name,
        entry.target_arm_id,
        entry.outcome,
        entry.error,
        "; ".join(changes),
        entry.request_id,
    ]
