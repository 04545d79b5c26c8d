"""What stands in the way of deleting a tenant, a subscription or a resource group.

Everything with a card is found here by its card. A higher app registers what it keeps for a card
without giving it one, such as an unfinished upload.
"""

from collections.abc import Callable, Iterable

from accounts.models import Resource
from portal.errors import Conflict

FEW = 5

ContentsOf = Callable[[Resource], Iterable[str]]
_contents_of: list[ContentsOf] = []


def register(contents_of: ContentsOf) -> None:
    """Called from `AppConfig.ready`; gives what is still there, in words."""
    if contents_of not in _contents_of:
        _contents_of.append(contents_of)


def contents_of(card: Resource) -> list[str]:
    """In words, a few of each kind: what lies directly in it."""
    children = card.children.order_by("name", "id")[: FEW + 1]
    found = [f"{child.kind.label.lower()} {child.name}" for child in children]
    if len(found) > FEW:
        found = [*found[:FEW], "and more"]
    return found + [line for contents in _contents_of for line in contents(card)]


def require_empty(card: Resource) -> None:
    """Raises Conflict that names what is inside."""
    found = contents_of(card)
    if found:
        raise Conflict(
            f"{card.name} is not empty. Delete what it contains first: {', '.join(found)}. "
            "Nothing was deleted."
        )
