"""Addresses of lists: the same list with one filter less, or as a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from portal.htmx import wants_fragment
from portal.views import PortalView


@dataclass(frozen=True)
class Chip:
    """A filter that applies, and the address of the list without it."""

    title: str
    label: str
    without: str


def address(path: str, asked: QueryDict, **changes: str) -> str:
    """`path` with these query parameters changed; an empty one is dropped."""
    query = asked.copy()
    for name, value in changes.items():
        query.setlist(name, [value] if value else [])
    return f"{path}?{query.urlencode()}" if query.urlencode() else path


class Filtered(PortalView):
    """A list whose filters are in the address; what was left empty stays out of it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, **kwargs)  # type: ignore[misc]
        if wants_fragment(request):
            response["HX-Push-Url"] = address(request.path, _filled(request.GET))
        return response


def _filled(asked: QueryDict) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in asked.lists():
        query.setlist(name, [value for value in values if value.strip()])
    return query


def chips(request: HttpRequest, named: Iterable[tuple[str, str, str, str]]) -> list[Chip]:
    """Of (title, parameter, value, how people call it)."""
    return [
        Chip(title, label, _without(request, name, value)) for title, name, value, label in named
    ]


def _without(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.setlist(name, [kept for kept in query.getlist(name) if kept.strip() != value])
    return address(request.path, query, cursor="")
