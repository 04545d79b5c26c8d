"""The map's grid: plain latitudes and longitudes, one unit of the drawing for every 3.2 degrees."""

from functools import cache
from itertools import groupby
from pathlib import Path

LAND = Path(__file__).with_name("land.txt")
DEGREES = 3.2  # per unit
LEFT, TOP = -170.0, 76.0
COLUMNS, ROWS = 109, 39
VIEW_BOX = "7 1 102 37"


def place_of(column: int, row: int) -> tuple[float, float]:
    """Longitude and latitude of the middle of a cell."""
    return LEFT + (column + 0.5) * DEGREES, TOP - (row + 0.5) * DEGREES


def point_of(longitude: float, latitude: float) -> tuple[float, float]:
    return (longitude - LEFT) / DEGREES, (TOP - latitude) / DEGREES


@cache
def land_path() -> str:
    """One stroke for each run of dots; round caps and dashes of no length draw the dots."""
    strokes = []
    for y, line in enumerate(LAND.read_text().splitlines()):
        x = 0
        for mark, run in groupby(line):
            length = len(list(run))
            if mark == "#":
                strokes.append(f"M{x}.5 {y}.5h{length - 1}.1")
            x += length
    return "".join(strokes)
