"""All regions of a version in a few numbers, for its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from regions.choices import RegionState
from regions.services.status import RegionStatus

SETTLED = {RegionState.COMPLETED, RegionState.FAILED}


@dataclass(frozen=True)
class Summary:
    """All regions in a few numbers; what is wrong is never averaged away."""

    rows: Sequence[RegionStatus]

    @property
    def regions_ready(self) -> int:
        return sum(row.state == RegionState.COMPLETED for row in self.rows)

    @property
    def replicas_ready(self) -> int:
        return sum(row.replicas_ready for row in self.rows)

    @property
    def replicas_wanted(self) -> int:
        return sum(row.replicas_wanted for row in self.rows)

    @property
    def bytes_total(self) -> int:
        return sum(row.bytes_total for row in self.rows)

    @property
    def bytes_copied(self) -> int:
        return sum(row.bytes_copied for row in self.rows)

    @property
    def bytes_reused(self) -> int:
        return sum(row.bytes_reused for row in self.rows)

    @property
    def bytes_there(self) -> int:
        return self.bytes_copied + self.bytes_reused

    @property
    def rate(self) -> int:
        return sum(row.rate or 0 for row in self.rows)

    @property
    def failed(self) -> list[RegionStatus]:
        return [row for row in self.rows if row.state == RegionState.FAILED]

    @property
    def slowest(self) -> RegionStatus | None:
        """The one that will be ready last, among those whose end can be foretold."""
        timed = [row for row in self.rows if row.eta_seconds is not None]
        return max(timed, key=lambda row: row.eta_seconds or 0) if timed else None

    @property
    def is_final(self) -> bool:
        return all(row.state in SETTLED for row in self.rows)

    @property
    def took(self) -> float | None:
        """Seconds from the first byte to the last proof."""
        starts = [row.started_at for row in self.rows if row.started_at]
        ends = [row.settled_at for row in self.rows if row.settled_at]
        return (max(ends) - min(starts)).total_seconds() if starts and ends else None

    @property
    def spoken(self) -> str:
        """For those who listen; changes with states and every quarter of the way only."""
        return " ".join(_spoken(row) for row in self.rows)


def _spoken(row: RegionStatus) -> str:
    if row.state in SETTLED or not row.progress:
        return f"{row.region} {row.phase.lower()}."
    return f"{row.region} {int(row.progress) // 25 * 25} percent."
