"""Who has access to a card, as the access page and its file show it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, prefetch_related_objects

from accounts.choices import PrincipalKind
from accounts.models import Access, Group, Resource, User
from accounts.services.grants import DELETE, Assignment, grants_on, is_told, narrower_grants

OTHERS = "Others"
KINDS = {
    "Group": "Groups",
    "User": "People",
    "ServicePrincipal": "Apps",
    OTHERS: "Other organisations",
}
ONE_OR_MORE = {
    "Group": ("group", "groups"),
    "User": ("person", "people"),
    "ServicePrincipal": ("app", "apps"),
}


def counted(number: int, one: str, more: str) -> str:
    """1 group; 4 groups."""
    return f"{number} {one if number == 1 else more}"


@dataclass(frozen=True)
class AccessRow:
    """One grant; `origin` is Direct, Inherited or Narrower."""

    held: Assignment
    origin: str
    note: str
    is_foreign: bool
    may_remove: bool
    scope_is_open: bool

    @property
    def where(self) -> str:
        scope = self.held.scope
        if self.origin == "Narrower":
            return f"Only {scope.title}"
        kind = scope.kind.label
        return f"This {kind.lower()}" if self.origin == "Direct" else f"{kind} {scope.title}"

    def matches(self, text: str) -> bool:
        principal = self.held.principal
        names = (str(principal), getattr(principal, "sign_in_name", ""), self.held.role.name)
        return any(text.lower() in name.lower() for name in names)


def rows_on(card: Resource, viewer: User, access: Access) -> list[AccessRow]:
    """What holds on the card, then what was given further down, in constant queries."""
    here, below = grants_on(card), narrower_grants(card)
    shown = [held for held in [*here, *below] if is_told(held.principal, card, viewer, access)]
    notes = _notes(shown, card)
    narrower = {held.grant.guid for held in below}
    return [_row(held, card, access, notes, held.grant.guid in narrower) for held in shown]


def _row(
    held: Assignment, card: Resource, access: Access, notes: dict[str, str], is_narrower: bool
) -> AccessRow:
    return AccessRow(
        held=held,
        origin="Narrower" if is_narrower else "Inherited" if held.is_inherited else "Direct",
        note=notes[str(held.principal.guid)],
        is_foreign=held.principal.tenant.resource_id != card.tenant_id,
        may_remove=access.can(DELETE, held.scope),
        scope_is_open=access.can(f"{held.scope.kind}/read", held.scope),
    )


def _notes(shown: Sequence[Assignment], card: Resource) -> dict[str, str]:
    """What stands below each name, by object id."""
    users = [held.principal for held in shown if isinstance(held.principal, User)]
    groups = [held.principal for held in shown if isinstance(held.principal, Group)]
    prefetch_related_objects(users, "tenant")
    prefetch_related_objects(groups, "tenant")
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


def counts(rows: Iterable[AccessRow]) -> dict[str, int]:
    """How many of each kind, and how many of other organisations."""
    found = Counter(row.held.kind for row in rows)
    found[OTHERS] = sum(row.is_foreign for row in rows)
    return found


def of_kind(rows: Iterable[AccessRow], kind: str) -> list[AccessRow]:
    if kind == OTHERS:
        return [row for row in rows if row.is_foreign]
    return [row for row in rows if not kind or row.held.kind == kind]
