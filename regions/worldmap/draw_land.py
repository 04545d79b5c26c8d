"""Draws `land.txt`, one character a dot, from the outlines of land of Natural Earth.

Natural Earth (public domain) at 1:110 million comes in the npm package world-atlas. To draw again:

    npm pack world-atlas@2.0.2 && tar -xzf world-atlas-2.0.2.tgz
    python -m regions.worldmap.draw_land package/land-110m.json
"""

import json
import sys
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from regions.worldmap.grid import COLUMNS, LAND, ROWS, place_of

Point = tuple[float, float]
NUDGES = (-1.0, 0.0, 1.0)  # degrees: a dot is land when most of nine samples around it are


def main(file: str) -> None:
    shores = list(segments(json.loads(Path(file).read_text())))
    rows = ("".join(dots(shores, row)) for row in range(ROWS))
    LAND.write_text("\n".join(rows) + "\n")


def dots(shores: list[tuple[Point, Point]], row: int) -> Iterator[str]:
    _, latitude = place_of(0, row)
    crossings = [crossings_at(shores, latitude + nudge) for nudge in NUDGES]
    for column in range(COLUMNS):
        longitude, _ = place_of(column, row)
        inside = sum(
            bisect_left(found, longitude + nudge) % 2 for found in crossings for nudge in NUDGES
        )
        yield "#" if inside >= 5 else "."


def crossings_at(shores: list[tuple[Point, Point]], latitude: float) -> list[float]:
    """Longitudes where the parallel crosses a shore; between odd and even ones lies land."""
    found = []
    for (x1, y1), (x2, y2) in shores:
        if (y1 <= latitude) != (y2 <= latitude):
            found.append(x1 + (latitude - y1) * (x2 - x1) / (y2 - y1))
    return sorted(found)


def segments(topology: dict[str, Any]) -> Iterator[tuple[Point, Point]]:
    arcs = [decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for ring in polygon:
                for index in ring:
                    # ~index means the arc backwards; its segments are the same.
                    yield from pairwise(arcs[index if index >= 0 else ~index])


def decoded(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    """Whole steps from point to point, as TopoJSON keeps them, to degrees."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * scale_x + left, y * scale_y + bottom) for x, y in zip(xs, ys, strict=True)]


if __name__ == "__main__":
    main(sys.argv[1])
