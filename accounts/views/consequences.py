"""What a deletion page says beforehand: (icon, what, what becomes of it, tone)."""

from accounts import deleters
from accounts.models import Resource

Consequence = tuple[str, str, str, str]


def in_the_way(card: Resource) -> list[Consequence]:
    """What the resource still holds; it is deleted only once that is gone."""
    held = deleters.contents_of(card)
    return [("warn", thing, "is still in it. Delete that first.", "bad") for thing in held]
