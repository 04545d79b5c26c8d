"""Saving rows with errors that name the field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from portal.errors import Conflict, InvalidInput


def check_fields(row: models.Model) -> None:
    """Hold the plain columns to their rules; the first broken one is named."""
    relations = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=relations | {"password"})
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput(f"{_label(row, field)}: {messages[0]}", field=field) from error
    for column in row._meta.fields:
        _check_one_line(row, column)


def _check_one_line(row: models.Model, column: "models.Field[Any, Any]") -> None:
    """Names go into logs, tables and single lines, so nothing invisible hides in them."""
    value = getattr(row, column.attname)
    if isinstance(column, models.CharField) and not str(value).isprintable():
        message = "only letters, digits, spaces and signs that can be seen, on one line"
        raise InvalidInput(f"{_label(row, column.name)}: {message}.", field=column.name)


def _label(row: models.Model, field: str) -> str:
    return str(row._meta.get_field(field).verbose_name).capitalize()  # type: ignore[union-attr]


@contextmanager
def once(message: str, *, field: str = "name") -> Iterator[None]:
    """What the database refuses as a second of its kind is a conflict in these words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(message, field=field) from error
