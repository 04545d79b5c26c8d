"""Which numbers of a definition are taken, and which come next."""

from django.db.models import Max

from galleries.errors import NameTaken
from galleries.models import ImageDefinition
from galleries.names import Number

FIRST = Number(1, 0, 0)


def next_number(definition: ImageDefinition) -> Number:
    """One above the highest; what a form suggests."""
    newest = definition.versions.newest_first().first()
    return Number(newest.major, newest.minor, newest.patch).next() if newest else FIRST


def check_free(definition: ImageDefinition, number: Number) -> None:
    """A number is taken while any row of it lives, also one that is being deleted."""
    line = definition.versions.filter(major=number.major, minor=number.minor)
    if line.filter(patch=number.patch).exists():
        highest = line.aggregate(patch=Max("patch"))["patch"]
        free = Number(number.major, number.minor, highest).next()
        raise NameTaken(f"{number} already exists. The next free number is {free}.", field="number")
