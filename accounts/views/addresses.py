"""Addresses of lists: the same list with one filter less, or as a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict


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


def chips(request: HttpRequest, named: Iterable[tuple[str, str, str, str]]) -> list[Chip]:
    """Of (title, parameter, value, how people call it)."""
    return [
        Chip(title, label, _without(request, name, value)) for title, name, value, label in named
    ]


def _without(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.setlist(name, [kept for kept in query.getlist(name) if kept.strip() != value])
    return address(request.path, query, cursor="")
