"""Where a card is shown: each app registers the pages of its own types of resource.

Lists, the activity log and access pages of accounts link to resources of every app without knowing
those apps. A type may also give *details*: what the list shows beside the name, read for all rows
of a page at once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.choices import ResourceType
from accounts.models import Resource


@dataclass(frozen=True)
class Details:
    """`plated` is what the plate is drawn from; `state` is one of the look, such as ready."""

    plated: Any = None
    state: str = ""
    state_text: str = ""


UrlOf = Callable[[Resource], str]
DetailsOf = Callable[[Iterable[Resource]], Mapping[int, Details]]

_urls: dict[ResourceType, UrlOf] = {}
_details: dict[ResourceType, DetailsOf] = {}


def register(type_: ResourceType, url_of: UrlOf, details_of: DetailsOf | None = None) -> None:
    """Called from `AppConfig.ready`. `details_of` answers for many cards in constant queries."""
    _urls[type_] = url_of
    if details_of:
        _details[type_] = details_of


def url_of(card: Resource) -> str:
    """The page of the resource; its access page while no app shows the type."""
    found = _urls.get(card.kind)
    return found(card) if found else reverse("accounts:card-access", args=[card.guid])


def details_of(cards: Iterable[Resource]) -> dict[int, Details]:
    """Details by card id, one question per type that registered for it."""
    by_type: dict[ResourceType, list[Resource]] = {}
    for card in cards:
        by_type.setdefault(card.kind, []).append(card)
    found: dict[int, Details] = {}
    for type_, of_type in by_type.items():
        if type_ in _details:
            found |= _details[type_](of_type)
    return found
