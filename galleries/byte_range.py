"""Which part of a file a request asks for: one range of bytes, as HTTP writes it."""

import re
from collections.abc import Mapping

ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range begins behind the end."""


def wanted_range(headers: Mapping[str, str], size: int, etag: str) -> tuple[int, int] | None:
    """(start, end), end excluded; None for the whole file.

    What is not one well-formed range is answered with the whole file, as the standard allows, and
    so is a range of a file that has changed since (If-Range).
    """
    match = ONE_RANGE.fullmatch(headers.get("Range", ""))
    if match is None or headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if first == "":
        return _last_bytes(last, size)
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def _last_bytes(count: str, size: int) -> tuple[int, int] | None:
    if count == "":
        return None
    if int(count) == 0 or size == 0:
        raise Unsatisfiable
    return max(size - int(count), 0), size
