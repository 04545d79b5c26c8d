"""Following a publication until every region has settled: workers do the work, this looks."""

from collections.abc import Sequence
from time import monotonic, sleep
from typing import Any

from portal.commands import ProductCommand
from regions.choices import RegionState
from regions.models import DiskSet
from regions.services.status import RegionStatus, region_rows

PAUSE = 0.5  # seconds between two looks
QUIET = 10.0  # seconds in which nothing moves, until it is said why
COLUMNS = ("region", "state", "progress", "replicas", "storage", "copied", "reused", "total", "why")


def until_settled(command: ProductCommand, disk_set: DiskSet) -> list[RegionStatus]:
    """Look again and again; a terminal sees how far it is."""
    said, started = False, monotonic()
    while True:
        rows = region_rows(disk_set)
        if all(row.is_settled for row in rows):
            _write(command, "")
            return rows
        _write(command, _headline(rows))
        if not said and monotonic() - started > QUIET and not any(map(_moved, rows)):
            command.stderr.write(f"Waiting for {rows[0].waiting_for}. Is `manage.py up` running?")
            said = True
        sleep(PAUSE)


def _write(command: ProductCommand, line: str) -> None:
    if command.is_terminal:
        command.stderr.write(f"\r\033[K{line}", ending="")


def _headline(rows: Sequence[RegionStatus]) -> str:
    return ", ".join(f"{row.region.name} {row.phase.lower()} {row.progress} %" for row in rows)


def _moved(row: RegionStatus) -> bool:
    return row.is_settled or row.progress > 0 or row.started_at is not None


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
