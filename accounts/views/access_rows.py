"""Who has access to a card, as the access page and its file show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.choices import PrincipalKind
from accounts.models import Access, Group, Resource, User
from accounts.services.access_list import DIRECT, GROUP, NARROWER, OTHERS, Assignment
from accounts.services.grants import DELETE

KINDS = {
    GROUP: "Groups",
    "User": "People",
    "ServicePrincipal": "Apps",
    OTHERS: "Other organisations",
}
ONE_OR_MORE = {
    GROUP: ("group", "groups"),
    "User": ("person", "people"),
    "ServicePrincipal": ("app", "apps"),
}


def counted(number: int, one: str, more: str) -> str:
    """1 group; 4 groups."""
    return f"{number} {one if number == 1 else more}"


@dataclass(frozen=True)
class AccessRow:
    """One grant, and what the viewer may do with it."""

    held: Assignment
    note: str
    is_foreign: bool
    may_remove: bool
    scope_is_open: bool

    @property
    def origin(self) -> str:
        return self.held.origin

    @property
    def where(self) -> str:
        scope = self.held.scope
        if self.origin == NARROWER:
            return f"Only {scope.title}"
        kind = scope.kind.label
        return f"This {kind.lower()}" if self.origin == DIRECT else f"{kind} {scope.title}"


def rows_of(shown: Sequence[Assignment], card: Resource, access: Access) -> list[AccessRow]:
    notes = _notes(shown, card)
    return [_row(held, card, access, notes) for held in shown]


def _row(held: Assignment, card: Resource, access: Access, notes: dict[str, str]) -> AccessRow:
    return AccessRow(
        held=held,
        note=notes[str(held.principal.guid)],
        is_foreign=held.principal.tenant.resource_id != card.tenant_id,
        may_remove=access.can(DELETE, held.scope),
        scope_is_open=access.can(f"{held.scope.kind}/read", held.scope),
    )


def _notes(shown: Sequence[Assignment], card: Resource) -> dict[str, str]:
    """What stands below each name, by object id."""
    users = [held.principal for held in shown if isinstance(held.principal, User)]
    groups = [held.principal for held in shown if isinstance(held.principal, Group)]
    sizes = sizes_of(groups)
    about = {str(user.guid): _about_user(user) for user in users}
    about |= {str(group.guid): counted(sizes[group.pk], "member", "members") for group in groups}
    return {str(h.principal.guid): _with_tenant(about, h.principal, card) for h in shown}


def _with_tenant(about: dict[str, str], principal: User | Group, card: Resource) -> str:
    is_foreign = principal.tenant.resource_id != card.tenant_id
    note = about[str(principal.guid)]
    return f"{note}, {principal.tenant}" if is_foreign else note


def _about_user(user: User) -> str:
    about = "App" if user.kind == PrincipalKind.SERVICE else user.sign_in_name
    return about if user.is_active else f"{about}, disabled"


def sizes_of(groups: Iterable[Group]) -> dict[int, int]:
    """How many principals are in each, by id."""
    counted = Group.objects.filter(pk__in=[group.pk for group in groups])
    return dict(counted.annotate(size=Count("auth_group__user")).values_list("pk", "size"))
