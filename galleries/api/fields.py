"""Values in bodies, read as the public service reads them."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import TextChoices
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework import serializers

from portal.api.fields import Part

MOST_WHOLE = 2**31 - 1


def several(part: Part, most: int) -> Any:
    """A list of such parts."""
    return serializers.ListSerializer(child=part, max_length=most)


class Whole(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=-MOST_WHOLE, max_value=MOST_WHOLE, **options)


class Choice(serializers.ChoiceField):
    """However the letters are cased; kept and shown as the public service spells it."""

    default_error_messages = {"invalid_choice": "'{input}' is not known here. Use {choices}."}

    def __init__(self, known: type[TextChoices], **options: Any) -> None:
        super().__init__(choices=known.values, **options)

    def to_internal_value(self, data: Any) -> str:
        by_lower = {value.lower(): value for value in self.choices}
        found = by_lower.get(data.lower()) if isinstance(data, str) else None
        if found is None:
            self.fail("invalid_choice", input=str(data)[:80], choices=", ".join(self.choices))
        return str(found)


class Moment(serializers.DateTimeField):
    """A date, or a date and a time in any ISO 8601 form; UTC where nothing else is said."""

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return _moment(value)
        except (ValueError, OverflowError, TypeError) as error:
            raise serializers.ValidationError(
                f"Could not convert string to DateTimeOffset: {str(value)[:40]}. Write "
                "2030-12-31 or 2030-12-31T12:00:00Z."
            ) from error

    def to_representation(self, value: Any) -> Any:
        return value


def _moment(text: str) -> datetime:
    day = parse_date(text)
    found = datetime.combine(day, time()) if isinstance(day, date) else parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
