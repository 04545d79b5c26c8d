"""Where galleries, definitions and versions are shown, and what a list shows beside their names."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts import pages
from accounts.choices import ResourceType
from accounts.models import Resource
from accounts.pages import Details
from galleries.models import ImageDefinition
from galleries.overview import OF_DEFINITION, OF_GALLERY, OF_VERSION, Health, health_of


def register() -> None:
    """Called when the app is ready."""
    pages.register(ResourceType.GALLERY, gallery_url, gallery_details)
    pages.register(ResourceType.DEFINITION, definition_url, definition_details)
    pages.register(ResourceType.VERSION, version_url, version_details)


def gallery_url(card: Resource) -> str:
    return reverse("galleries:gallery", args=[card.guid])


def definition_url(card: Resource) -> str:
    return reverse("galleries:definition", args=definition_args(card))


def version_url(card: Resource) -> str:
    return reverse("galleries:version", args=version_args(card))


def definition_args(card: Resource) -> list[Any]:
    """Of a definition or of a version of it; needs the ancestors selected."""
    assert card.gallery is not None  # noqa: S101 - everything below a gallery has one
    assert card.definition is not None  # noqa: S101
    return [card.gallery.guid, card.definition.name]


def version_args(card: Resource) -> list[Any]:
    return [*definition_args(card), card.name]


def gallery_details(cards: Iterable[Resource]) -> dict[int, Details]:
    health = health_of(OF_GALLERY, ids := [card.pk for card in cards])
    return {pk: _details(None, health.get(pk)) for pk in ids}


def definition_details(cards: Iterable[Resource]) -> dict[int, Details]:
    return _with_plates(OF_DEFINITION, list(cards))


def version_details(cards: Iterable[Resource]) -> dict[int, Details]:
    return _with_plates(OF_VERSION, list(cards))


def _with_plates(owner: str, cards: list[Resource]) -> dict[int, Details]:
    definitions = ImageDefinition.objects.filter(
        resource__in={card.definition_id for card in cards}
    )
    plates = {definition.resource_id: definition for definition in definitions}
    health = health_of(owner, (card.pk for card in cards))
    return {
        card.pk: _details(plates.get(card.definition_id or 0), health.get(card.pk))
        for card in cards
    }


def _details(plated: Any, health: Health | None) -> Details:
    return Details(plated, health.state, health.text) if health else Details(plated)
