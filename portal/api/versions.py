"""api-versions: any date is accepted from a floor on; few decide anything."""

import re
from datetime import date
from functools import total_ordering
from typing import Self

from portal.errors import PortalError

SHAPE = re.compile(r"(\d{4}-\d{2}-\d{2})(-[a-z][a-z0-9.-]{0,30})?", re.IGNORECASE)


class MissingApiVersion(PortalError):
    code = "MissingApiVersionParameter"


class InvalidApiVersion(PortalError):
    code = "InvalidApiVersionParameter"


@total_ordering
class ApiVersion:
    """A date, and perhaps `-preview`, which counts as that date. Compares with text too."""

    def __init__(self, text: str) -> None:
        found = SHAPE.fullmatch(text)
        if not found:
            raise ValueError(text)
        self.text = text
        self.day = date.fromisoformat(found[1])

    @classmethod
    def parse(cls, text: str | None, floor: str) -> Self:
        """Raises MissingApiVersion or InvalidApiVersion."""
        if not text:
            raise MissingApiVersion(
                "The api-version query parameter (?api-version=) is required for all requests."
            )
        try:
            version = cls(text)
        except ValueError:
            version = None
        if version is None or version < floor:
            raise InvalidApiVersion(
                f"The api-version '{text[:40]}' is invalid. Give a date such as {floor}; for this "
                f"type it must not be before {floor}."
            )
        return version

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiVersion | str) and self.day == _day(other)

    def __lt__(self, other: "ApiVersion | str") -> bool:
        return self.day < _day(other)

    def __hash__(self) -> int:
        return hash(self.day)


def _day(other: ApiVersion | str) -> date:
    return other.day if isinstance(other, ApiVersion) else ApiVersion(other).day
