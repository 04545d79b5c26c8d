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
from django.db import models
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
        ordered = ordered.filter(_beyond(queryset.model, order, cursor))
    rows = list(ordered[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _cursor_at(rows[-1], order) if more else "", is_first=not cursor)


def _columns(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def _beyond(model: type[models.Model], order: Sequence[str], cursor: str) -> Any:
    columns = _columns(order)
    values = _parse(model, columns, cursor, list(order))
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


def _parse(
    model: type[models.Model], columns: list[str], cursor: str, order: list[str]
) -> tuple[Any, ...]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        its_order, values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if its_order != order or len(values) != len(columns):
            raise ValueError("a cursor of another list")
        return tuple(
            _storable(_field(model, column), value)
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


def _field(model: type[models.Model], column: str) -> Any:
    *relations, last = column.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)
