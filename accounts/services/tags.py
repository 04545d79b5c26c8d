"""Tags of a resource: what a name and a value may be."""

from collections.abc import Mapping
from typing import Any

from portal.errors import InvalidInput

MOST_TAGS = 50
MOST_TAG_NAME = 512
MOST_TAG_VALUE = 256
NOT_IN_TAG_NAMES = set("<>%&\\?/")


def checked_tags(tags: Mapping[str, Any]) -> dict[str, str]:
    """Raises InvalidInput for the field `tags`."""
    if len(tags) > MOST_TAGS:
        raise InvalidInput(f"A resource has at most {MOST_TAGS} tags.", field="tags")
    return {_checked_name(name): _checked_value(name, value) for name, value in tags.items()}


def _checked_name(name: str) -> str:
    is_plain = name.isprintable() and not NOT_IN_TAG_NAMES & set(name)
    if not name or len(name) > MOST_TAG_NAME or not is_plain:
        raise InvalidInput(
            f"The tag name {name!r} is invalid: 1 to {MOST_TAG_NAME} visible characters, without "
            f"{' '.join(sorted(NOT_IN_TAG_NAMES))}.",
            field="tags",
        )
    return name


def _checked_value(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_TAG_VALUE or not value.isprintable():
        raise InvalidInput(
            f"The value of the tag {name} is one line of at most {MOST_TAG_VALUE} characters.",
            field="tags",
        )
    return value
