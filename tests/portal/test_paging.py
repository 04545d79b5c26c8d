import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Value

from portal.audit.models import Entry, Via
from portal.errors import InvalidInput
from portal.paging import merged, page

START = datetime(2026, 1, 1, tzinfo=UTC)
NEWEST = ("-at", "-id")


@pytest.fixture
def entries(db) -> list[Entry]:
    # Pairs share an instant, so that only the second column tells them apart.
    return [
        Entry.objects.create(
            at=START + timedelta(minutes=number // 2),
            action="a/write",
            summary=f"did {number}",
            actor_name="Olga",
            via=Via.PAGE,
        )
        for number in range(7)
    ]


def walk(order, size) -> list[str]:
    seen, cursor = [], ""
    while True:
        found = page(Entry.objects.all(), order=order, cursor=cursor, size=size)
        seen += [entry.summary for entry in found.rows]
        if not found.next:
            return seen
        cursor = found.next


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 50])
def test_pages_hold_every_row_once_newest_first(entries, size):
    assert walk(NEWEST, size) == [entry.summary for entry in reversed(entries)]


def test_pages_go_upwards_too(entries):
    assert walk(("summary", "id"), 2) == [entry.summary for entry in entries]


def test_each_page_is_one_query(entries, django_assert_num_queries):
    cursor = page(Entry.objects.all(), order=NEWEST, size=3).next

    with django_assert_num_queries(1):
        page(Entry.objects.all(), order=NEWEST, size=3, cursor=cursor)


def test_a_row_added_on_top_shifts_nothing(entries):
    first = page(Entry.objects.all(), order=NEWEST, size=3)
    Entry.objects.create(
        at=START + timedelta(days=1), action="a", summary="new", actor_name="O", via=Via.PAGE
    )

    second = page(Entry.objects.all(), order=NEWEST, size=3, cursor=first.next)

    assert [row.summary for row in second.rows] == ["did 3", "did 2", "did 1"]


DEEP = base64.urlsafe_b64encode(b"[" * 100_000).decode()


@pytest.mark.parametrize("cursor", ["x", "é", "bm90IGpzb24", "W10", "e30", "W1siYSJdLFsxXV0", DEEP])
def test_a_cursor_that_is_not_ours_is_refused(entries, cursor):
    with pytest.raises(InvalidInput, match="first page"):
        page(Entry.objects.all(), order=NEWEST, cursor=cursor)


NEVER_STORED = ["a\0", "\ud800", 10**30, -(10**30), 1e308, float("inf"), float("nan"), [], {}]


@pytest.mark.parametrize("value", NEVER_STORED, ids=repr)
@pytest.mark.parametrize("order", [("summary", "id"), ("id",)])
def test_a_cursor_with_what_no_database_holds_is_refused(entries, order, value):
    values = [value] * len(order)
    cursor = base64.urlsafe_b64encode(json.dumps([order, values]).encode()).decode()

    with pytest.raises(InvalidInput, match="first page"):
        page(Entry.objects.all(), order=order, cursor=cursor)


def test_a_cursor_of_another_sort_is_refused(entries):
    cursor = page(Entry.objects.all(), order=("summary", "id"), size=3).next

    with pytest.raises(InvalidInput, match="another list"):
        page(Entry.objects.all(), order=NEWEST, cursor=cursor)


def test_two_tables_make_one_list(entries):
    def part(number):
        some = Entry.objects.filter(summary__endswith=str(number))
        return some.annotate(table=Value(number))

    seen, cursor = [], ""
    while True:
        found = merged([part(5), part(2)], order=("summary", "table", "id"), cursor=cursor, size=1)
        seen += [(row.summary, row.table) for row in found.rows]
        cursor = found.next
        if not cursor:
            break

    assert seen == [("did 2", 2), ("did 5", 5)]
