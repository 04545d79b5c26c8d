"""Fragment or page: one predicate for every view."""

from django.http import HttpRequest

STOP_POLLING = 286  # htmx stops its timer at this status


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asks for a part; a boosted link or a history restore wants the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
