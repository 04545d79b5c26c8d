"""Following a publication until every region has settled: workers do the work, this looks."""

from collections.abc import Callable, Sequence
from time import sleep
from typing import Any

from portal.commands import ProductCommand
from regions.choices import RegionState
from regions.models import DiskSet
from regions.services.status import RegionStatus, region_rows

PAUSE = 0.5  # seconds between two looks
COLUMNS = ("region", "state", "progress", "replicas", "storage", "copied", "reused", "total", "why")


def until_settled(
    disk_set: DiskSet, look: Callable[[Sequence[RegionStatus]], None]
) -> list[RegionStatus]:
    """`look` is shown the rows each time they were read."""
    while True:
        rows = region_rows(disk_set)
        look(rows)
        if all(row.is_settled for row in rows):
            return rows
        sleep(PAUSE)


def show(command: ProductCommand, rows: Sequence[RegionStatus]) -> None:
    command.table([_cells(row) for row in rows], COLUMNS)


def _cells(row: RegionStatus) -> dict[str, Any]:
    return {
        "region": row.region.name,
        "state": row.state.value,
        "progress": f"{row.progress} %",
        "replicas": f"{row.replicas_ready}/{row.replicas_wanted}",
        "storage": row.storage_type,
        "copied": row.bytes_copied,
        "reused": row.bytes_reused,
        "total": row.bytes_total,
        "why": row.error_message or row.waiting_for,
    }


def failed(rows: Sequence[RegionStatus]) -> list[RegionStatus]:
    return [row for row in rows if row.state == RegionState.FAILED]


def headline(rows: Sequence[RegionStatus]) -> str:
    """One line: what is under way, for a terminal."""
    return ", ".join(f"{row.region.name} {row.phase.lower()} {row.progress} %" for row in rows)
