"""Where every list starts: `Model.objects.visible_to(principal)`.

Two steps, because constants plan well where joins do not: one query reads the principal's roles
by scope, then the list filters on the card's ancestor columns.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Protocol, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from accounts.choices import SCOPE_COLUMNS, ResourceType
from accounts.models.directory import User
from accounts.models.grants import GroupGrant, UserGrant
from accounts.roles import BY_KEY, OWNER, USER_ACCESS_ADMINISTRATOR, Role

NOTHING = Q(pk__in=())
EVERYTHING = Q()
M = TypeVar("M", bound=models.Model)


class Operator:
    """Whoever runs commands on the installation's own machine: may do everything, and is named."""

    pk = None
    kind = "Operator"
    is_active = True

    def __str__(self) -> str:
        return "Operator"


OPERATOR = Operator()
Principal = User | Operator


class Card(Protocol):
    """A resource card, or anything with the same ancestor columns (an activity entry)."""

    tenant_id: int | None
    subscription_id: int | None
    resource_group_id: int | None
    gallery_id: int | None
    definition_id: int | None


@dataclass(frozen=True)
class Access:
    """What one principal may do: roles everywhere, and roles by (ancestor column, card id)."""

    everywhere: frozenset[Role] = frozenset()
    roles: dict[tuple[str, int], frozenset[Role]] = field(default_factory=dict)

    @classmethod
    def of(cls, principal: Principal) -> Self:
        """Read the grants of the principal and of their groups, in one query."""
        if isinstance(principal, Operator):
            return cls(everywhere=frozenset({OWNER}))
        if not principal.is_active:
            return cls()
        roles: dict[tuple[str, int], set[Role]] = defaultdict(set)
        for codename, card_id, type_ in _live_grants(principal):
            roles[SCOPE_COLUMNS[ResourceType(type_)], card_id].add(BY_KEY[codename])
        everywhere = {USER_ACCESS_ADMINISTRATOR} if principal.is_elevated else set()
        return cls(frozenset(everywhere), {scope: frozenset(r) for scope, r in roles.items()})

    def joined(self, others: "Iterable[Access]") -> "Access":
        """What several principals may do together."""
        everywhere, roles = set(self.everywhere), defaultdict(set, _sets(self.roles))
        for other in others:
            everywhere |= other.everywhere
            for scope, held in other.roles.items():
                roles[scope] |= held
        return Access(frozenset(everywhere), {scope: frozenset(r) for scope, r in roles.items()})

    def can(self, action: str, card: Card) -> bool:
        return any(role.allows(action) for role in self.roles_on(card))

    def roles_on(self, card: Card) -> set[Role]:
        """Roles that hold on the card, granted there or inherited from above."""
        held = set(self.everywhere)
        for column in SCOPE_COLUMNS.values():
            held |= self.roles.get((column, getattr(card, f"{column}_id") or 0), frozenset())
        return held

    def allows_on(self, action: str, prefix: str = "") -> Q:
        """Rows on whose card (at `prefix`) the action is allowed."""
        if any(role.allows(action) for role in self.everywhere):
            return EVERYTHING
        return _within(self._scopes(action), prefix)

    def readable(self, prefix: str = "") -> Q:
        """Cards (at `prefix`) of every type that may be read; activity entries are shaped alike."""
        types_by_scopes: dict[Any, list[ResourceType]] = defaultdict(list)
        for type_ in ResourceType:
            action = f"{type_}/read"
            if any(role.allows(action) for role in self.everywhere):
                return EVERYTHING
            types_by_scopes[self._scopes(action)].append(type_)
        if len(types_by_scopes) == 1:
            return _within(next(iter(types_by_scopes)), prefix)
        return _any(
            Q(**{f"{prefix}type__in": types}) & _within(scopes, prefix)
            for scopes, types in types_by_scopes.items()
            if scopes
        )

    def _scopes(self, action: str) -> frozenset[tuple[str, int]]:
        return frozenset(
            scope
            for scope, roles in self.roles.items()
            if any(role.allows(action) for role in roles)
        )


class ScopedQuerySet(models.QuerySet[M]):
    """For models that own a card. `TYPE` on the model gives the default action: read."""

    def visible_to(self, principal: Principal, action: str = "") -> Self:
        return self.accessible(Access.of(principal), action)

    def accessible(self, access: Access, action: str = "") -> Self:
        action = action or f"{self.model.TYPE}/read"  # type: ignore[attr-defined]
        return self.filter(access.allows_on(action, "resource__"))


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    pass


def _live_grants(principal: User) -> Iterable[tuple[str, int, str]]:
    columns = (F("permission__codename"), F("content_object_id"), F("content_object__type"))
    direct = UserGrant.objects.filter(UserGrant.live(), user=principal).values_list(*columns)
    by_group = GroupGrant.objects.filter(GroupGrant.live(), group__user=principal)
    return direct.union(by_group.values_list(*columns))


def _sets(roles: dict[tuple[str, int], frozenset[Role]]) -> dict[tuple[str, int], set[Role]]:
    return {scope: set(held) for scope, held in roles.items()}


def _within(scopes: frozenset[tuple[str, int]], prefix: str) -> Q:
    by_column: dict[str, list[int]] = defaultdict(list)
    for column, card_id in sorted(scopes):
        by_column[column].append(card_id)
    return _any(Q(**{f"{prefix}{column}_id__in": ids}) for column, ids in by_column.items())


def _any(conditions: Iterable[Q]) -> Q:
    found = list(conditions)
    return reduce(or_, found) if found else NOTHING
