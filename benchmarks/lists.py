"""First page of "all I can see" among 100,000 versions, against guardian's generic lookup.

Both ask the same rows on the same database, in turn, for the same people. Guardian's generic
lookup needs one row per person (or group) and object, which is what its side is given.

    python -m benchmarks.lists [--versions 100000] [--database sqlite|postgresql|both]
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.databases import on_each

ROUNDS = 5
PEOPLE = 23
GALLERIES, SUBSCRIPTIONS, USERS, GROUPS = 200, 50, 1000, 200
HOLD = {"sqlite": 1.0, "postgresql": 0.6}  # worst user on SQLite, median on PostgreSQL


def main() -> int:
    return on_each("benchmarks.lists", __doc__, measure)


def measure(database: str, versions: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    people = build(versions)
    times = [compare(person) for person in people]
    return report(database, versions, times)


def build(versions: int) -> list[Any]:
    """The tree, the grants at scopes, and the same rights as guardian's generic rows."""
    from accounts.models import Resource, User

    dice = random.Random(7)
    tenant, users, groups = _directory(dice)
    subscriptions = [_card(f"sub-{n}", "subscription", tenant) for n in range(SUBSCRIPTIONS)]
    galleries = [_card(f"g{n}", "gallery", dice.choice(subscriptions)) for n in range(GALLERIES)]
    definitions = [_card(f"d{n}", "definition", dice.choice(galleries)) for n in range(2000)]
    cards = [_version(number, dice.choice(definitions)) for number in range(versions)]
    Resource.objects.bulk_create(cards, batch_size=2000)
    _grants(dice, tenant, subscriptions, galleries, definitions, users, groups)
    people = list(User.objects.order_by("pk")[:PEOPLE])
    for person in people:
        _generic_rows(person)
    _analyse()
    return people


def _directory(dice: random.Random) -> tuple[Any, list[Any], list[Any]]:
    from django.contrib.auth.models import Group as AuthGroup

    from accounts.models import Tenant, User

    card = _card("bench", "tenant", None)
    tenant = Tenant.objects.create(resource=card, name="bench", domain="bench.example")
    users = User.objects.bulk_create(
        User(tenant=tenant, sign_in_name=f"u{n}@bench.example", display_name=f"User {n}")
        for n in range(USERS)
    )
    groups = AuthGroup.objects.bulk_create(AuthGroup(name=f"group-{n}") for n in range(GROUPS))
    through = User.groups.through
    pairs = {(user.pk, dice.choice(groups).pk) for user in users for _ in range(3)}
    through.objects.bulk_create(through(user_id=user, group_id=group) for user, group in pairs)
    return card, users, groups


def _card(name: str, level: str, parent: Any) -> Any:
    from accounts.choices import SCOPE_COLUMNS
    from accounts.models import Resource

    types = {column: type_ for type_, column in SCOPE_COLUMNS.items()}
    arm_id = f"{parent.arm_id if parent else ''}/{name}"
    return Resource.objects.create_card(
        type=types[level], name=name, arm_id=arm_id, parent=parent, **_ancestors(parent)
    )


def _ancestors(parent: Any) -> dict[str, Any]:
    from accounts.choices import SCOPE_COLUMNS

    if parent is None:
        return {}
    return {f"{column}_id": getattr(parent, f"{column}_id") for column in SCOPE_COLUMNS.values()}


def _version(number: int, definition: Any) -> Any:
    from datetime import UTC, datetime, timedelta

    from accounts.choices import ResourceType
    from accounts.models import Resource

    arm_id = f"{definition.arm_id}/1.0.{number}"
    created = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number * 7919 % 10_000_000)
    return Resource(
        type=ResourceType.VERSION, name=f"1.0.{number}", arm_id=arm_id, arm_key=arm_id.lower(),
        parent=definition, created_at=created, **_ancestors(definition),
    )  # fmt: skip


def _grants(
    dice: random.Random, tenant: Any, subscriptions: list[Any], galleries: list[Any],
    definitions: list[Any], users: list[Any], groups: list[Any],
) -> None:  # fmt: skip
    """About a thousand: one person sees all, most see a gallery or two, many by a group."""
    from django.contrib.auth.models import Permission

    from accounts.models import GroupGrant, UserGrant

    reader = Permission.objects.get(codename="reader", content_type__app_label="accounts")
    scopes = [(users[0], tenant)]
    scopes += [(user, dice.choice(galleries)) for user in users[1:500]]
    scopes += [(user, dice.choice(definitions)) for user in users[1:300]]
    UserGrant.objects.bulk_create(
        UserGrant(user=user, permission=reader, content_object=card) for user, card in set(scopes)
    )
    pairs = {(group, dice.choice(galleries)) for group in groups}
    pairs |= {(group, dice.choice(subscriptions)) for group in groups[:40]}
    GroupGrant.objects.bulk_create(
        GroupGrant(group=group, permission=reader, content_object=card) for group, card in pairs
    )


def _generic_rows(person: Any) -> None:
    """What guardian's own tables need for the same rights: a row per object."""
    from django.contrib.auth.models import Permission
    from guardian.models import UserObjectPermission

    reader = Permission.objects.get(codename="reader", content_type__app_label="accounts")
    UserObjectPermission.objects.bulk_create(
        (
            UserObjectPermission(
                user=person, permission=reader, content_type=reader.content_type, object_pk=str(pk)
            )
            for pk in visible(person).values_list("pk", flat=True)
        ),
        batch_size=5000,
    )


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def visible(person: Any) -> Any:
    from accounts.choices import ResourceType
    from accounts.models import Access, Resource

    return Resource.objects.filter(Access.of(person).readable(), type=ResourceType.VERSION)


def ours(person: Any) -> list[Any]:
    from portal.paging import page

    return page(visible(person)).rows


def guardians(person: Any) -> list[Any]:
    """guardian's generic lookup: the object ids as text in its own table, cast and joined."""
    from django.db.models import BigIntegerField
    from django.db.models.functions import Cast
    from guardian.models import UserObjectPermission

    from accounts.choices import ResourceType
    from accounts.models import Resource

    held = UserObjectPermission.objects.filter(user=person, permission__codename="reader")
    ids = held.annotate(key=Cast("object_pk", BigIntegerField())).values("key")
    rows = Resource.objects.filter(pk__in=ids, type=ResourceType.VERSION)
    return list(rows.order_by("-created_at", "-id")[:51])[:50]


def compare(person: Any) -> tuple[float, float, int]:
    """Best of the rounds in milliseconds, ours and guardian's in turn; and our queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert [row.pk for row in ours(person)] == [row.pk for row in guardians(person)]
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        best[0] = min(best[0], clocked(ours, person))
        best[1] = min(best[1], clocked(guardians, person))
    with CaptureQueriesContext(connection) as queries:
        ours(person)
    return best[0], best[1], len(queries)


def clocked(ask: Callable[[Any], Iterable[Any]], person: Any) -> float:
    start = time.perf_counter()
    ask(person)
    return (time.perf_counter() - start) * 1000


def report(database: str, versions: int, times: list[tuple[float, float, int]]) -> int:
    mine, theirs = [t[0] for t in times], [t[1] for t in times]
    median = statistics.median(mine) / statistics.median(theirs)
    worst = max(mine) / max(theirs)
    ratio = worst if database == "sqlite" else median
    queries = max(t[2] for t in times)
    ok = ratio <= HOLD[database] and queries <= 3
    print(f"Lists: first page of {versions:,} versions, {len(times)} people, {database}")
    print(f"  ours      median {statistics.median(mine):7.1f} ms   worst {max(mine):7.1f} ms")
    print(f"  guardian  median {statistics.median(theirs):7.1f} ms   worst {max(theirs):7.1f} ms")
    print(f"  ratio     median {median:7.2f}      worst {worst:7.2f}   queries {queries}")
    print(f"  hold      {HOLD[database]} by {'worst' if database == 'sqlite' else 'median'}, "
          f"at most 3 queries: {'PASS' if ok else 'FAIL'}")  # fmt: skip
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
