"""Who has access to a card: people's grants and groups' as one list, paged, however long it is.

What was given nearest comes first: on the card itself, then above it, then further down. Within
one scope names are in alphabetical order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from accounts.choices import SCOPE_COLUMNS
from accounts.models import Group, GroupGrant, Resource, User, UserGrant
from accounts.models.scoped import EVERYTHING, NOTHING
from accounts.roles import ROLES, Role
from accounts.services.grants import Grant, principal_of
from portal.paging import MOST, SIZE, Page, merged

DIRECT, INHERITED, NARROWER = "Direct", "Inherited", "Narrower"
GROUP, OTHERS = "Group", "Others"  # kinds beside those of users
ORDER = ("rank", "place", "name", "table", "id")


class Table(NamedTuple):
    """One of the two tables of grants; `principal` leads to who has it, `name` to their name."""

    model: type[UserGrant | GroupGrant]
    principal: str
    name: str
    kind: Any


TABLES = (
    Table(GroupGrant, "group__as_group", "group__as_group__name", Value(GROUP)),
    Table(UserGrant, "user", "user__display_name", F("user__kind")),
)


@dataclass(frozen=True)
class Assignment:
    """One role that holds on a card or below it; `scope` is where it was given."""

    principal: User | Group
    role: Role
    scope: Resource
    origin: str
    grant: Grant

    @property
    def is_inherited(self) -> bool:
        return self.origin == INHERITED

    @property
    def kind(self) -> str:
        """User, ServicePrincipal or Group."""
        return self.principal.kind if isinstance(self.principal, User) else GROUP


@dataclass(frozen=True)
class Tally:
    """How many grants by kind; `others` of them to principals of other organisations."""

    kinds: Counter[str]
    others: int

    @property
    def total(self) -> int:
        return self.kinds.total()


@dataclass(frozen=True)
class Listing:
    """Which grants are asked for: on the card and above, and further down too if wanted.

    `tenant` is the only one whose principals are told of, `principals` are the only ones.
    """

    card: Resource
    tenant: int | None = None
    with_narrower: bool = False
    kind: str = ""
    text: str = ""
    principals: Sequence[UUID] | None = None


def access_page(listing: Listing, cursor: str = "", size: int = SIZE) -> Page[Assignment]:
    """In three queries, however many there are."""
    parts = [_sortable(listing, number) for number in range(len(TABLES))]
    found = merged(parts, order=ORDER, cursor=cursor, size=size)
    return Page(_assignments(found.rows, listing.card), found.next, found.is_first)


def all_access(listing: Listing) -> Iterator[Assignment]:
    """Page after page, so that no transaction stays open meanwhile."""
    cursor = ""
    while True:
        found = access_page(listing, cursor, MOST)
        yield from found.rows
        cursor = found.next
        if not cursor:
            return


def count_access(listing: Listing) -> Tally:
    """Whatever kind and text are asked for; in two queries."""
    kinds: Counter[str] = Counter()
    others = 0
    for table in TABLES:
        grants = _grants(replace(listing, kind="", text=""), table)
        home = F(f"{table.principal}__tenant__resource")
        for kind, tenant, count in grants.values_list(table.kind, home).annotate(Count("id")):
            kinds[kind] += count
            others += count if tenant != listing.card.tenant_id else 0
    return Tally(kinds, others)


def grants_of(principals: Iterable[User | Group], card: Resource) -> list[Assignment]:
    """What they were given themselves on the card or above it, the nearest first."""
    guids = [principal.guid for principal in principals]
    return list(all_access(Listing(card, principals=guids)))


def _sortable(listing: Listing, number: int) -> QuerySet[Any]:
    table = TABLES[number]
    return _grants(listing, table).annotate(
        rank=_rank(listing.card),
        place=F("content_object__arm_key"),
        name=Lower(table.name),
        table=Value(number),
    )


def _rank(card: Resource) -> Case:
    """0 on the card, one more for each step up, and all that lies below it last."""
    upwards = reversed(_scopes(card))
    steps = [When(content_object=scope, then=rank) for rank, scope in enumerate(upwards)]
    return Case(*steps, default=len(SCOPE_COLUMNS))


def _scopes(card: Resource) -> list[int]:
    """The card, where it is a scope, and those above it, from the tenant downwards."""
    ids = [getattr(card, f"{column}_id") for column in SCOPE_COLUMNS.values()]
    return [scope for scope in ids if scope]


def _grants(listing: Listing, table: Table) -> QuerySet[Any]:
    wanted = table.model.live() & _at(listing) & _told(listing, table)
    return table.model.objects.filter(wanted & _of_kind(listing, table) & _saying(listing, table))


def _at(listing: Listing) -> Q:
    card = listing.card
    here = Q(content_object__in=_scopes(card))
    if not listing.with_narrower or card.kind not in SCOPE_COLUMNS:
        return here
    return here | Q(**{f"content_object__{SCOPE_COLUMNS[card.kind]}": card})


def _told(listing: Listing, table: Table) -> Q:
    told = EVERYTHING
    if listing.tenant is not None:
        told &= Q(**{f"{table.principal}__tenant": listing.tenant})
    if listing.principals is not None:
        told &= Q(**{f"{table.principal}__guid__in": listing.principals})
    return told


def _of_kind(listing: Listing, table: Table) -> Q:
    if not listing.kind:
        return EVERYTHING
    if listing.kind == OTHERS:
        return ~Q(**{f"{table.principal}__tenant__resource": listing.card.tenant_id})
    if table.model is UserGrant:
        return Q(user__kind=listing.kind)
    return EVERYTHING if listing.kind == GROUP else NOTHING


def _saying(listing: Listing, table: Table) -> Q:
    """Part of a name or sign-in name, or of a role's name."""
    text = listing.text
    if not text:
        return EVERYTHING
    roles = [role.key for role in ROLES if text.lower() in role.name.lower()]
    said = Q(permission__codename__in=roles) | Q(**{f"{table.name}__icontains": text})
    return said | Q(user__sign_in_name__icontains=text) if table.model is UserGrant else said


def _assignments(rows: Sequence[Any], card: Resource) -> list[Assignment]:
    """In the order of the rows; in two queries."""
    found: dict[tuple[int, int], Grant] = {}
    for number, table in enumerate(TABLES):
        related = ("permission", "content_object", "granted_by", f"{table.principal}__tenant")
        ids = [row.id for row in rows if row.table == number]
        grants = table.model.objects.filter(pk__in=ids).select_related(*related)
        found |= {(number, grant.pk): grant for grant in grants}
    listed = (found.get((row.table, row.id)) for row in rows)  # None: removed just now
    return [_assignment(grant, card) for grant in listed if grant]


def _assignment(grant: Grant, card: Resource) -> Assignment:
    scope = grant.content_object
    return Assignment(principal_of(grant), grant.role, scope, _origin(scope, card), grant)


def _origin(scope: Resource, card: Resource) -> str:
    if scope.pk == card.pk:
        return DIRECT
    return INHERITED if scope.pk in _scopes(card) else NARROWER
