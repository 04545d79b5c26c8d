"""Keyset paging: every list is bounded, page one costs as much as page one thousand, no counts.

A cursor is opaque to its bearer. It names the order it belongs to, so that a cursor kept from
another sort is refused instead of skipping rows.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from portal.errors import InvalidInput

SIZE = 50
MOST = 1000
UNUSABLE = (
    ValueError, TypeError, OverflowError, RecursionError, binascii.Error, ValidationError,
)  # fmt: skip


@dataclass(frozen=True)
class Page[T]:
    """Rows of one page; `next` is empty on the last one, `is_first` tells page one."""

    rows: list[T]
    next: str
    is_first: bool


def page(
    queryset: Any,
    *,
    order: Sequence[str] = ("-created_at", "-id"),
    cursor: str = "",
    size: int = SIZE,
) -> Page[Any]:
    """One page in `order`: columns that are never null, all in one direction, the last unique.

    Raises InvalidInput for a cursor of another list.
    """
    size = max(1, min(size, MOST))
    ordered = queryset.order_by(*order)
    if cursor:
        ordered = ordered.filter(_beyond(queryset, order, cursor))
    return _cut(list(ordered[: size + 1]), order, cursor, size)


def merged(
    querysets: Sequence[Any], *, order: Sequence[str], cursor: str = "", size: int = SIZE
) -> Page[Any]:
    """One page of several tables in one order, whose columns, or annotations, each of them has.

    Its rows have these columns alone. The database sorts them, by one collation, in one query.
    """
    size = max(1, min(size, MOST))
    columns = _columns(order)
    if cursor:
        querysets = [each.filter(_beyond(each, order, cursor)) for each in querysets]
    first, *others = [each.order_by().values_list(*columns, named=True) for each in querysets]
    rows = first.union(*others, all=True).order_by(*order)
    return _cut(list(rows[: size + 1]), order, cursor, size)


def _cut(rows: list[Any], order: Sequence[str], cursor: str, size: int) -> Page[Any]:
    """One row more than the page holds tells that there is another page."""
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _cursor_at(rows[-1], order) if more else "", is_first=not cursor)


def _columns(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def _beyond(queryset: Any, order: Sequence[str], cursor: str) -> Any:
    columns = _columns(order)
    values = _parse(queryset, columns, cursor, list(order))
    lookup = TupleLessThan if order[0].startswith("-") else TupleGreaterThan
    return lookup(Tuple(*(F(column) for column in columns)), values)


def _cursor_at(row: Any, order: Sequence[str]) -> str:
    values = [_value(row, column) for column in _columns(order)]
    text = json.dumps([list(order), values], separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, column: str) -> Any:
    for part in column.split("__"):
        row = getattr(row, part)
    return row.isoformat() if hasattr(row, "isoformat") else row


def _parse(queryset: Any, columns: list[str], cursor: str, order: list[str]) -> tuple[Any, ...]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        its_order, values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if its_order != order or len(values) != len(columns):
            raise ValueError("a cursor of another list")
        return tuple(
            _storable(_field(queryset, column), value)
            for column, value in zip(columns, values, strict=True)
        )
    except UNUSABLE as error:
        raise InvalidInput(
            "This link to the next page belongs to another list. Start again at the first page.",
            field="cursor",
        ) from error


def _storable(field: Any, value: Any) -> Any:
    """As the column has it; what no database could hold there is refused before it is asked."""
    if isinstance(value, str):
        ProhibitNullCharactersValidator()(value)
        value.encode()  # half of a surrogate pair is no text
    value = field.to_python(value)
    field.run_validators(value)
    return value


def _field(queryset: Any, column: str) -> Any:
    if column in queryset.query.annotations:
        return queryset.query.annotations[column].output_field
    model = queryset.model
    *relations, last = column.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(last)
