"""Changes to resource cards that several types share."""

from django.utils import timezone

from accounts.models import Resource


def rename_card(card: Resource, name: str) -> None:
    """The card follows the name of what it stands for; its ids never change."""
    card.name = name
    card.changed_at = timezone.now()
    card.save(update_fields=["name", "changed_at"])
