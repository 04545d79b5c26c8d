"""A list as a file: streamed, bounded, and harmless when a spreadsheet opens it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse

from portal.paging import MOST, page

ROWS = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def harmless(value: Any) -> str:
    """Spreadsheets run what starts like a formula; a leading apostrophe makes it text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def pages_of(queryset: Any, order: Sequence[str], most: int = ROWS) -> Iterator[list[Any]]:
    """Keyset pages, so that no cursor of the database stays open while somebody downloads."""
    cursor, sent = "", 0
    while sent < most:
        chunk = page(queryset, order=order, cursor=cursor, size=min(MOST, most - sent))
        yield chunk.rows
        sent += len(chunk.rows)
        cursor = chunk.next
        if not cursor:
            return


def rows_of(queryset: Any, order: Sequence[str]) -> Iterator[Any]:
    return chain.from_iterable(pages_of(queryset, order))


def download(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], most: int = ROWS
) -> StreamingHttpResponse:
    """The rows as `name`.csv. A full file ends by saying that more may exist."""
    response = StreamingHttpResponse(_lines(header, rows, most), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]], most: int) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield writer.writerow(header)
    sent = 0
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
        sent += 1
    if sent == most:
        yield writer.writerow([f"The first {most:,} rows. Filter the list to get the others."])
