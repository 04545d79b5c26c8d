"""All resources: everything one can read, across subscriptions, in one list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from accounts import pages
from accounts.choices import ResourceType
from accounts.filters import ResourceFilters
from accounts.models import Resource, Subscription
from accounts.models.resource import TITLE_TAG
from accounts.views.csv_download import download, rows_of
from portal.paging import Page, page
from portal.views import ListPage, PortalView

COLUMN_COOKIE = "resource_columns"
A_YEAR = 365 * 24 * 3600

MOST_CHOICES = 200


@dataclass(frozen=True)
class Column:
    """Something to know about a resource, as people may choose to see it."""

    key: str
    title: str
    text: Callable[[Resource], str]
    by_default: bool = True


def _name_of(column: str) -> Callable[[Resource], str]:
    def text(card: Resource) -> str:
        ancestor = getattr(card, column)
        return ancestor.name if ancestor is not None else ""

    return text


def _tags(card: Resource) -> str:
    shown = ((key, value) for key, value in card.tags.items() if key != TITLE_TAG)
    return "; ".join(f"{key}={value}" for key, value in shown)


COLUMNS = (
    Column("type", "Type", lambda card: card.kind.label),
    Column("state", "State", lambda card: ""),
    Column("gallery", "Gallery", _name_of("gallery")),
    Column("group", "Resource group", _name_of("resource_group")),
    Column("subscription", "Subscription", _name_of("subscription")),
    Column("tenant", "Tenant", _name_of("tenant"), by_default=False),
    Column("region", "Location", lambda card: card.region),
    Column("tags", "Tags", _tags, by_default=False),
    Column("created", "Created", lambda card: card.created_at.isoformat(timespec="seconds")),
    Column(
        "changed",
        "Changed",
        lambda card: card.changed_at.isoformat(timespec="seconds"),
        by_default=False,
    ),
    Column("id", "Resource id", lambda card: card.arm_id, by_default=False),
)
DEFAULT = tuple(column.key for column in COLUMNS if column.by_default)


def chosen_columns(request: HttpRequest) -> list[Column]:
    """Those in the address, else those remembered, else the usual ones."""
    wanted: Any = request.GET.getlist("column")
    if not wanted:
        wanted = request.COOKIES.get(COLUMN_COOKIE, "").split(".")
    chosen = [column for column in COLUMNS if column.key in wanted]
    return chosen or [column for column in COLUMNS if column.key in DEFAULT]


@dataclass(frozen=True)
class Row:
    card: Resource
    url: str
    details: pages.Details


class ResourceList(PortalView):
    """What the page and the file have in common."""

    @cached_property
    def filters(self) -> ResourceFilters:
        return ResourceFilters.read(self.request.GET)

    @cached_property
    def columns(self) -> list[Column]:
        return chosen_columns(self.request)

    def get_queryset(self) -> Any:
        return self.filters.apply(self.access).select_related(*ANCESTORS)


class AllResources(ResourceList, ListPage):
    template = "accounts/resources.html"
    fragment = "accounts/resources.html#results"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        if request.GET.getlist("column"):
            keys = ".".join(column.key for column in self.columns)
            response.set_cookie(
                COLUMN_COOKIE,
                keys,
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response

    def get_page(self) -> Page[Any]:
        cursor = self.request.GET.get("cursor", "")
        found = page(self.get_queryset(), order=self.filters.order, cursor=cursor)
        details = pages.details_of(found.rows)
        rows = [Row(c, pages.url_of(c), details.get(c.pk, pages.Details())) for c in found.rows]
        return Page(rows, found.next, found.is_first)

    def get_context(self) -> dict[str, Any]:
        chosen = {column.key for column in self.columns}
        return {
            "filters": self.filters,
            "columns": self.columns,
            "all_columns": [(column, column.key in chosen) for column in COLUMNS],
            "types": ResourceType,
            "subscriptions": self.get_subscriptions(),
        }

    def get_subscriptions(self) -> list[Subscription]:
        visible = Subscription.objects.accessible(self.access).select_related("resource")
        return list(visible.order_by("name", "id")[:MOST_CHOICES])


class ResourcesCsv(ResourceList):
    """The rows of the filter, in the columns shown."""

    def get(self, request: HttpRequest) -> Any:
        cards = rows_of(self.get_queryset(), self.filters.order)
        columns = [column for column in self.columns if column.key != "state"]
        header = ["Name", *(column.title for column in columns)]
        rows = ([card.name, *(column.text(card) for column in columns)] for card in cards)
        return download("resources", header, rows)
