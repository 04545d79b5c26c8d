"""Parts of bodies, read as the public service reads them: lenient about what is not there."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from portal.errors import InvalidInput


class Part(serializers.Serializer[Any]):
    """An object in a body. Nothing is required, null counts as absent, what is unknown is ignored;
    what is missing but needed is told by the service that needs it.
    """

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.allow_null = True
            field.required = False
        return fields

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read = super().to_internal_value(data)
        return {name: value for name, value in read.items() if value is not None}


class Text(serializers.CharField):
    """As it was typed, and not endless."""

    def __init__(self, most: int = 4_000, **options: Any) -> None:
        options.setdefault("max_length", most)
        super().__init__(allow_blank=True, trim_whitespace=False, **options)


class Tags(serializers.DictField):
    child = Text()


def read(serializer: type[Part], body: Any) -> dict[str, Any]:
    """Raises ValidationError, which names what is wrong by its path."""
    part = serializer(data=body)
    part.is_valid(raise_exception=True)
    return dict(part.validated_data)


def require_location(body: Mapping[str, Any]) -> None:
    """Of what is made anew; what is there already keeps the place it has."""
    if not body.get("location"):
        raise InvalidInput(
            "The location property is required for this definition.",
            field="location",
            code="LocationRequired",
        )
