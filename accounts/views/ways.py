"""Why somebody has access, as a chain to read: Priya, member of All engineers, Reader on ..."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Group, Resource, User
from accounts.roles import Role
from accounts.services.access_list import grants_of
from accounts.services.explain import why
from accounts.views.access_rows import sizes_of


@dataclass(frozen=True)
class Step:
    """A node of the chain: a principal, or a card; `by` is how one gets there."""

    by: str
    principal: Any = None
    card: Resource | None = None


@dataclass(frozen=True)
class Way:
    steps: list[Step]
    advice: str


def ways_to(principal: User | Group, card: Resource) -> list[Way]:
    """Every way from the principal to the card."""
    if isinstance(principal, Group):
        return [
            _way(principal, None, held.role, held.scope, card, 0)
            for held in grants_of([principal], card)
        ]
    chains = why(principal, card)
    sizes = sizes_of([chain.group for chain in chains if chain.group])
    return [
        _way(principal, c.group, c.role, c.scope, card, sizes.get(c.group.pk, 0) if c.group else 0)
        for c in chains
    ]


def _way(
    principal: User | Group,
    group: Group | None,
    role: Role,
    scope: Resource | None,
    card: Resource,
    size: int,
) -> Way:
    steps = [Step("", principal)]
    if group:
        steps.append(Step("member of", group))
    if scope is None:
        return Way([*steps, Step(f"{role.name} on", card=card)], "They elevated themselves.")
    steps.append(Step(f"{role.name} on", card=scope))
    if scope.pk != card.pk:
        steps.append(Step("contains", card=card))
    return Way(steps, _advice(principal, group, role, scope, size))


def _advice(
    principal: User | Group, group: Group | None, role: Role, scope: Resource, size: int
) -> str:
    if group is None:
        return f"To end it, remove {role.name} on {scope.title} from {principal}."
    others = f"{size} members" if size != 1 else "its one member"
    return (
        f"To end it for {principal} alone, remove them from {group}. "
        f"Taking {role.name} away from {group} ends it for {others}."
    )
