"""What the address of a list asks for, read once and applied to a queryset.

A value that no list knows is left out, and the page shows exactly the filters that apply.
"""

from accounts.filters.cards import ResourceFilters
from accounts.filters.entries import EntryFilters

__all__ = ["EntryFilters", "ResourceFilters"]
