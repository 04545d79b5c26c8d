"""What the address of a list asks for, read once and applied to a queryset.

What nothing has matches nothing. An order, a period or a kind of entry that no list knows is left
out, and the page shows exactly the filters that apply.
"""

from accounts.filters.cards import ResourceFilters, with_guids
from accounts.filters.entries import EntryFilters

__all__ = ["EntryFilters", "ResourceFilters", "with_guids"]
