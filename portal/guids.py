"""Identifiers that people and programs type."""

from uuid import UUID


def guid_of(text: str) -> UUID | None:
    """None when the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
