"""What people may do, in a few words each: "Owner of Contoso, and 2 more"."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F

from accounts.models import GroupGrant, User, UserGrant
from accounts.models.resource import TITLE_TAG
from accounts.roles import BY_KEY, ROLES, Role

RANKS = {role: rank for rank, role in enumerate(ROLES)}


def roles_held(people: Sequence[User]) -> dict[int, str]:
    """By the person's id, in two queries for any number of people."""
    found: dict[int, list[tuple[Role, str]]] = defaultdict(list)
    for user_id, codename, name, tags in _grants(people):
        found[user_id].append((BY_KEY[codename], tags.get(TITLE_TAG) or name))
    return {person.pk: _in_words(found[person.pk]) for person in people}


def _grants(people: Sequence[User]) -> Iterable[tuple[int, str, str, dict[str, str]]]:
    columns = ("permission__codename", "content_object__name", "content_object__tags")
    direct = UserGrant.objects.filter(user__in=people).annotate(person=F("user"))
    by_group = GroupGrant.objects.filter(group__user__in=people).annotate(person=F("group__user"))
    yield from direct.values_list("person", *columns)
    yield from by_group.values_list("person", *columns)


def _in_words(held: list[tuple[Role, str]]) -> str:
    if not held:
        return "No access yet"
    (role, name), *others = sorted(held, key=lambda pair: (RANKS[pair[0]], pair[1]))
    more = f", and {len(others)} more" if others else ""
    return f"{role.name} of {name}{more}"
