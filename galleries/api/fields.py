"""Parts of bodies, read as the public service reads them: lenient about what is not there."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import TextChoices
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework import serializers

MOST_WHOLE = 2**31 - 1


class Part(serializers.Serializer[Any]):
    """An object in a body. Nothing is required, null counts as absent, what is unknown is ignored;
    what is missing but needed is told by the service that needs it.
    """

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            if not field.read_only:
                field.required, field.allow_null = False, True
        return fields

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read = super().to_internal_value(data)
        return {name: value for name, value in read.items() if value is not None}


def several(part: Part, most: int) -> Any:
    """A list of such parts."""
    return serializers.ListSerializer(child=part, max_length=most)


class Text(serializers.CharField):
    """As it was typed, and not endless."""

    def __init__(self, most: int = 4_000, **options: Any) -> None:
        options.setdefault("max_length", most)
        super().__init__(allow_blank=True, trim_whitespace=False, **options)


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


class Tags(serializers.DictField):
    child = Text()


def read(serializer: type[Part], body: dict[str, Any]) -> dict[str, Any]:
    """Raises ValidationError, which names what is wrong by its path."""
    part = serializer(data=body)
    part.is_valid(raise_exception=True)
    return dict(part.validated_data)
