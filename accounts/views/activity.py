"""The activity log: who did what, when, and with what outcome."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import pages
from accounts.models import Access, Resource
from accounts.views.csv_download import download, rows_of
from accounts.views.resources import ANCESTORS
from portal.audit.models import Entry, Outcome, Via
from portal.paging import Page, page
from portal.views import ListPage, PortalView

NEWEST = ("-at", "-id")
PERIODS = {"1": "Last 24 hours", "7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days"}


@dataclass(frozen=True)
class Kind:
    """A family of actions, as a chip above the log; `icon` marks its entries."""

    key: str
    title: str
    prefix: str
    icon: str


# The first one that an action starts with is its kind, so the narrower come first.
KINDS = (
    Kind("access", "Access", "Microsoft.Authorization/", "key"),
    Kind("versions", "Versions", "Microsoft.Compute/galleries/images/versions/", "layers"),
    Kind("images", "Definitions", "Microsoft.Compute/galleries/images/", "frames"),
    Kind("galleries", "Galleries", "Microsoft.Compute/galleries/", "frames"),
    Kind("directory", "Directory", "Microsoft.Resources/", "users"),
)
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class EntryFilters:
    """What the address asks of the log."""

    text: str = ""
    kind: str = ""
    actor: str = ""
    failed: bool = False
    period: str = ""
    resource: UUID | None = None

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        kind, period = asked.get("kind", ""), asked.get("period", "")
        return cls(
            text=asked.get("q", "").strip()[:128],
            kind=kind if kind in BY_KEY or kind == "replication" else "",
            actor=asked.get("actor", "").strip()[:254],
            failed=asked.get("outcome") == Outcome.FAILED,
            period=period if period in PERIODS else "",
            resource=_guid(asked.get("resource", "")),
        )

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.kind or self.actor or self.failed or self.period)

    def conditions(self) -> Q:
        wanted = Q()
        if self.text:
            wanted &= (
                Q(actor_name__icontains=self.text)
                | Q(target_name__icontains=self.text)
                | Q(request_id=self.text)
            )
        if self.kind == "replication":
            wanted &= Q(via=Via.WORKER)
        elif self.kind:
            wanted &= _of_kind(BY_KEY[self.kind])
        if self.actor:
            wanted &= Q(actor_name=self.actor)
        if self.failed:
            wanted &= Q(outcome=Outcome.FAILED)
        if self.period:
            wanted &= Q(at__gte=timezone.now() - timedelta(days=int(self.period)))
        return wanted


def _of_kind(kind: Kind) -> Q:
    narrower = (k for k in KINDS if k != kind and k.prefix.startswith(kind.prefix))
    wanted = Q(action__startswith=kind.prefix)
    for other in narrower:
        wanted &= ~Q(action__startswith=other.prefix)
    return wanted


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Line:
    """One entry as the timeline shows it."""

    entry: Entry
    url: str
    icon: str
    tone: str
    changes: list[tuple[str, str, str]]

    @property
    def day(self) -> date:
        return timezone.localtime(self.entry.at).date()


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
    kind = next((kind for kind in KINDS if entry.action.startswith(kind.prefix)), None)
    icon = kind.icon if kind else "activity"
    if entry.outcome == Outcome.FAILED:
        return Line(entry, url, "bad", "bad", changes_of(entry))
    if entry.via == Via.WORKER:
        return Line(entry, url, "globe", "run", changes_of(entry))
    if entry.action.lower().endswith("/delete"):
        icon = "trash"
    return Line(entry, url, icon, "", changes_of(entry))


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
        entries = readable_entries(self.access).filter(self.filters.conditions())
        return entries.filter(within(self.card)) if self.card else entries


class Activity(EntryList, ListPage):
    template = "accounts/activity.html"
    fragment = "accounts/activity.html#results"
    order = NEWEST

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
            "card_url": pages.url_of(self.card) if self.card else "",
        }

    def _urls(self, entries: list[Entry]) -> dict[int, str]:
        """Addresses of the targets that still exist, in one query."""
        wanted = {entry.target_id for entry in entries if entry.target_id}
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
