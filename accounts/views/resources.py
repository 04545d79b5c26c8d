"""All resources: everything one can read, across subscriptions, in one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts import pages, places
from accounts.choices import ResourceType
from accounts.filters import ResourceFilters, with_guids
from accounts.models import Resource, Subscription
from accounts.models.resource import TITLE_TAG
from accounts.views.addresses import Chip, Filtered, address, chips
from accounts.views.cards import ANCESTORS
from accounts.views.csv_download import download, pages_of
from portal.guids import guid_of
from portal.paging import Page, page
from portal.views import ListPage, PortalView

COLUMN_COOKIE = "resource_columns"
A_YEAR = 365 * 24 * 3600

MOST_CHOICES = 200


@dataclass(frozen=True)
class Row:
    card: Resource
    url: str
    details: pages.Details
    region: str

    @property
    def title(self) -> str:
        """A version's number says little without its image."""
        image = self.card.definition
        is_version = self.card.kind == ResourceType.VERSION
        return f"{image.title} {self.card.name}" if is_version and image else self.card.title


@dataclass(frozen=True)
class Column:
    """Something to know about a resource, as people may choose to see it."""

    key: str
    title: str
    text: Callable[[Row], str]
    by_default: bool = True
    sorts: tuple[str, str] | None = None


def _name_of(column: str) -> Callable[[Row], str]:
    def text(row: Row) -> str:
        ancestor = getattr(row.card, column)
        is_above = ancestor is not None and ancestor.pk != row.card.pk
        return ancestor.title if is_above else ""

    return text


def _tags(row: Row) -> str:
    shown = ((key, value) for key, value in row.card.tags.items() if key != TITLE_TAG)
    return "; ".join(f"{key}={value}" for key, value in shown)


def _time(column: str) -> Callable[[Row], str]:
    return lambda row: getattr(row.card, column).isoformat(timespec="seconds")


COLUMNS = (
    Column("type", "Type", lambda row: row.card.kind.label),
    Column("state", "State", lambda row: row.details.state_text),
    Column("gallery", "Gallery", _name_of("gallery")),
    Column("group", "Resource group", _name_of("resource_group"), by_default=False),
    Column("subscription", "Subscription", _name_of("subscription")),
    Column("tenant", "Tenant", _name_of("tenant"), by_default=False),
    Column("region", "Location", lambda row: row.region),
    Column("tags", "Tags", _tags, by_default=False),
    Column("created", "Created", _time("created_at"), sorts=("newest", "oldest")),
    Column("changed", "Changed", _time("changed_at"), by_default=False),
    Column("id", "Resource id", lambda row: row.card.arm_id, by_default=False),
)
DEFAULT = tuple(column.key for column in COLUMNS if column.by_default)


def chosen_columns(request: HttpRequest) -> list[Column]:
    """Those in the address, else those remembered, else the usual ones."""
    wanted: Any = request.GET.getlist("column")
    if not wanted:
        wanted = request.COOKIES.get(COLUMN_COOKIE, "").split(".")
    chosen = [column for column in COLUMNS if column.key in wanted]
    return chosen or [column for column in COLUMNS if column.key in DEFAULT]


class ResourceList(PortalView):
    """What the page and the file have in common."""

    @cached_property
    def filters(self) -> ResourceFilters:
        return ResourceFilters.read(self.request.GET)

    @cached_property
    def columns(self) -> list[Column]:
        return chosen_columns(self.request)

    @cached_property
    def region_names(self) -> dict[str, str]:
        return places.names()

    def get_queryset(self) -> Any:
        return self.filters.apply(self.access).select_related(*ANCESTORS)

    def rows(self, cards: list[Resource]) -> list[Row]:
        """What every type's own app adds is read for all of them at once."""
        details = pages.details_of(cards)
        return [self._row(card, details.get(card.pk, pages.Details())) for card in cards]

    def _row(self, card: Resource, details: pages.Details) -> Row:
        region = self.region_names.get(card.region, card.region)
        return Row(card, pages.url_of(card), details, region)


class AllResources(Filtered, ResourceList, ListPage):
    template = "accounts/resources.html"
    fragment = "accounts/resources.html#results"

    @property
    def csv_url(self) -> str:
        return address(reverse("accounts:resources-csv"), self.request.GET, cursor="")

    @cached_property
    def chips(self) -> list[Chip]:
        return chips(self.request, self._named())

    def _named(self) -> list[tuple[str, str, str, str]]:
        """Every filter value that applies: its title, parameter, value and how people call it."""
        filters, labels = self.filters, dict(ResourceType.choices)
        names: dict[UUID | None, str] = {s.guid: s.name for s in self.subscriptions}
        groups = with_guids(filters.resource_groups).filter(self.access.readable())
        return [
            *(("Type", "type", t, labels.get(t, t)) for t in filters.types),
            *(
                ("Subscription", "subscription", s, names.get(guid_of(s), "another"))
                for s in filters.subscriptions
            ),
            *(("Resource group", "group", str(g.guid), g.name) for g in groups),
            *(("Location", "region", r, self.region_names.get(r, r)) for r in filters.regions),
            *(("Tag", "tag", tag, tag) for tag in filters.tags),
        ]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        if request.GET.getlist("column"):
            remember(response, self.columns, secure=request.is_secure())
        return response

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.filters.order, cursor=cursor)
        return Page(self.rows(found.rows), found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        chosen = {column.key for column in self.columns}
        return {
            "filters": self.filters,
            "columns": self.columns,
            "all_columns": [(column, column.key in chosen) for column in COLUMNS],
            "types": ResourceType,
            "subscriptions": self.subscriptions,
            "regions": self.region_names,
            "kept": kept(self.request),
        }

    @cached_property
    def subscriptions(self) -> list[Subscription]:
        visible = Subscription.objects.accessible(self.access).select_related("resource")
        return list(visible.order_by("name", "id")[:MOST_CHOICES])


def remember(response: HttpResponse, columns: list[Column], *, secure: bool) -> None:
    """The choice of columns, for the next visit of this browser."""
    keys = ".".join(column.key for column in columns)
    response.set_cookie(
        COLUMN_COOKIE, keys, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure
    )


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the address asks besides columns and cursor, for the form that chooses columns."""
    lists = request.GET.lists()
    return [(k, v) for k, values in lists if k not in {"column", "cursor"} for v in values]


class ResourcesCsv(ResourceList):
    """The rows of the filter, in the columns shown."""

    def get(self, request: HttpRequest) -> Any:
        header = ["Title", "Name", *(column.title for column in self.columns)]
        return download("resources", header, self._lines())

    def _lines(self) -> Iterator[list[str]]:
        for cards in pages_of(self.get_queryset(), self.filters.order):
            for row in self.rows(cards):
                yield [
                    row.card.title,
                    row.card.name,
                    *(column.text(row) for column in self.columns),
                ]
