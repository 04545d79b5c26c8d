"""What principals may do, in a few words each: "Owner of Contoso, 2 more"."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from accounts.models import Access, Group, GroupGrant, Resource, User, UserGrant
from accounts.models.resource import TITLE_TAG
from accounts.roles import BY_KEY, OWNER, ROLES, Role
from accounts.views.cards import ANCESTORS

RANKS = {role: rank for rank, role in enumerate(ROLES)}
MOST = 100


def roles_held(people: Sequence[User], told: Q) -> dict[int, str]:
    """By the person's id, in two queries for any number of people.

    `told` are the grants whose resource the reader may know of.
    """
    found: dict[int, list[tuple[Role, str]]] = defaultdict(list)
    for user_id, codename, name, tags in _grants(people, told):
        found[user_id].append((BY_KEY[codename], tags.get(TITLE_TAG) or name))
    return {person.pk: _in_words(found[person.pk]) for person in people}


def _grants(people: Sequence[User], told: Q) -> Iterable[tuple[int, str, str, dict[str, str]]]:
    columns = ("permission__codename", "content_object__name", "content_object__tags")
    direct = UserGrant.objects.filter(told, UserGrant.live(), user__in=people)
    by_group = GroupGrant.objects.filter(told, GroupGrant.live(), group__user__in=people)
    yield from direct.annotate(person=F("user")).values_list("person", *columns)
    yield from by_group.annotate(person=F("group__user")).values_list("person", *columns)


def _in_words(held: list[tuple[Role, str]]) -> str:
    if not held:
        return ""
    (role, name), *others = sorted(held, key=lambda pair: (RANKS[pair[0]], pair[1]))
    more = f", {len(others)} more" if others else ""
    return f"{role.name} {'of' if role == OWNER else 'on'} {name}{more}"


@dataclass(frozen=True)
class Held:
    """A role that a principal was given, and where; `group` is whom it was given to if not them."""

    role: Role
    card: Resource
    grant: UserGrant | GroupGrant
    group: Group | None = None


def held_by_user(user: User, access: Access) -> list[Held]:
    """Given to them and to their groups, as far as the reader may know the resource."""
    told = access.readable("content_object__")
    direct = _first(UserGrant.objects.filter(told, UserGrant.live(), user=user))
    grouped = GroupGrant.objects.filter(told, GroupGrant.live(), group__user=user)
    by_group = _first(grouped.select_related("group__as_group"))
    return [
        *(Held(grant.role, grant.content_object, grant) for grant in direct),
        *(Held(g.role, g.content_object, g, g.group.as_group) for g in by_group),
    ]


def held_by_group(group: Group, access: Access) -> list[Held]:
    told = access.readable("content_object__")
    grants = _first(GroupGrant.objects.filter(told, GroupGrant.live(), group=group.auth_group))
    return [Held(grant.role, grant.content_object, grant) for grant in grants]


def _first(grants: Any) -> list[Any]:
    above = [f"content_object__{column}" for column in ANCESTORS]
    related = grants.select_related("permission", "content_object", *above)
    return list(related.order_by("-granted_at", "-id")[:MOST])
