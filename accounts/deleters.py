"""What a tenant, a subscription or a resource group contains, and how that is deleted.

Everything with a card is found here by its card. A higher app registers what it keeps for a card
without giving it one, such as an unfinished upload; and how its types of resource are deleted, for
those who delete a resource group with all that is in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.choices import ResourceType
from accounts.models import Resource
from portal.audit.services import Actor
from portal.errors import Conflict

FEW = 5

ContentsOf = Callable[[Resource], Iterable[str]]
_contents_of: list[ContentsOf] = []


@dataclass(frozen=True)
class Deleter:
    """`delete` uses the service that people use too; `obstacles` gives what in a resource group
    can never go as it is, in words, so that nothing is begun that cannot end.
    """

    type: ResourceType
    delete: Callable[[Actor, Resource], None]
    obstacles: ContentsOf = lambda card: ()


_deleters: dict[ResourceType, Deleter] = {}


def register(contents_of: ContentsOf) -> None:
    """Called from `AppConfig.ready`; gives what is still there, in words."""
    if contents_of not in _contents_of:
        _contents_of.append(contents_of)


def register_type(deleter: Deleter) -> None:
    """Called from `AppConfig.ready`."""
    _deleters[deleter.type] = deleter


def in_order() -> list[Deleter]:
    """The inner types first, since what contains others is deleted empty."""
    return sorted(_deleters.values(), key=lambda deleter: -deleter.type.count("/"))


def obstacles(group: Resource) -> list[str]:
    """Why a resource group cannot be deleted with what is in it, in words."""
    kept = [line for contents in _contents_of for line in contents(group)]
    return kept + [line for deleter in in_order() for line in deleter.obstacles(group)]


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
