"""Small things that all bodies share."""

from datetime import UTC, datetime
from typing import Any


def iso(moment: datetime | None) -> str | None:
    """2026-11-24T10:00:00.123456Z"""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def without_empty(body: dict[str, Any]) -> dict[str, Any]:
    """Properties that say nothing are left out: absent reads as null everywhere."""
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}
