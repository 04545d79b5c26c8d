"""Resource cards on pages: fetched through the gate, with the way that leads to them."""

from dataclasses import dataclass
from uuid import UUID

from accounts import pages
from accounts.models import Access, Resource
from portal.errors import NotFound

ANCESTORS = ("tenant", "subscription", "resource_group", "gallery", "definition")


@dataclass(frozen=True)
class Crumb:
    """One step of the way; without an address when only the name may be known."""

    name: str
    url: str


def fetch_card(access: Access, guid: UUID) -> Resource:
    """The card that the principal can read, with its ancestors; else NotFound."""
    cards = Resource.objects.filter(access.readable(), guid=guid)
    card = cards.select_related(*ANCESTORS).first()
    if card is None:
        raise NotFound("Nothing here that you can open.")
    return card


def can_read(access: Access, card: Resource) -> bool:
    return access.can(f"{card.kind}/read", card)


def trail(access: Access, card: Resource) -> list[Crumb]:
    """From the subscription down to the card itself."""
    way = [ancestor for ancestor in card.ancestors() if ancestor.pk != card.tenant_id]
    return [crumb(access, step) for step in [*way, card]]


def crumb(access: Access, card: Resource) -> Crumb:
    return Crumb(card.title, pages.url_of(card) if can_read(access, card) else "")
