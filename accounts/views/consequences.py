"""What keeps a resource from being deleted."""

from django.utils.text import capfirst

from accounts import deleters
from accounts.models import Resource
from portal.views import Consequence


def in_the_way(card: Resource) -> list[Consequence]:
    """What the resource still holds; it is deleted only once that is gone."""
    held = deleters.contents_of(card)
    return [
        Consequence("bad", thing, "is still in it. Delete that first.", "bad", blocks=True)
        for thing in map(capfirst, held)
    ]
