"""The world map: where regions are and how they do, at a glance. Tables have the details.

`map_of(rows, source)` is for a version, with a row of `regions.services.status` for each region and
arcs from the source; `map_of_places` takes any places. Templates draw either with

    {% include "regions/_map.html" with map=map %}
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.templatetags.ui import STATES_OF_PHASES
from regions.models import Region
from regions.worldmap import layout
from regions.worldmap.grid import VIEW_BOX, land_path, point_of

# Names are placed in this order, so that what needs somebody is named first.
STATES = ("failed", "running", "queued", "cancelled", "ready")
WORDS = {"running": "copying", "queued": "waiting"}


class RegionRow(Protocol):
    """A region of a version, as `regions.services.status` tells it."""

    @property
    def region(self) -> Region: ...
    @property
    def phase(self) -> str: ...
    @property
    def progress(self) -> float: ...


@dataclass(frozen=True)
class Place:
    """A region to mark: its state as in STATES, and how much of its ring is filled, of 100."""

    region: Region
    state: str
    word: str = ""
    progress: int = 100
    is_source: bool = False


@dataclass(frozen=True)
class Pin:
    place: Place
    x: float
    y: float
    label: layout.Label | None


@dataclass(frozen=True)
class Arc:
    state: str
    path: str


@dataclass(frozen=True)
class WorldMap:
    """What `regions/_map.html` draws."""

    pins: list[Pin]
    arcs: list[Arc]
    text: str
    view_box: str = VIEW_BOX

    @property
    def land(self) -> str:
        return land_path()


def map_of(rows: Iterable[RegionRow], source: Region | str) -> WorldMap:
    """Regions of a version, with arcs from its source region."""
    source_name = source if isinstance(source, str) else source.name
    places = [place_of(row, source_name) for row in rows]
    return map_of_places(places, text_of(places))


def map_of_places(places: Sequence[Place], text: str) -> WorldMap:
    ordered = sorted(places, key=lambda place: (not place.is_source, STATES.index(place.state)))
    points = layout.spread([where(place.region) for place in ordered])
    lines = [tuple(filter(None, (str(place.region), place.word))) for place in ordered]
    curves = [arc(points[0], end) for end in points[1:]] if has_source(ordered) else []
    labels = layout.name(points, lines, [spot for curve in curves for spot in layout.along(curve)])
    pins = [
        Pin(place, *point, label)
        for place, point, label in zip(ordered, points, labels, strict=True)
    ]
    arcs = [
        Arc(place.state, path_of(curve)) for place, curve in zip(ordered[1:], curves, strict=False)
    ]
    return WorldMap(pins, arcs, text)


def has_source(ordered: Sequence[Place]) -> bool:
    return bool(ordered) and ordered[0].is_source


def place_of(row: RegionRow, source: str) -> Place:
    state, progress = STATES_OF_PHASES.get(row.phase, "running"), int(row.progress)
    word = f"{progress}%" if state == "running" else row.phase
    shown = progress if state in {"running", "queued"} else 100
    return Place(row.region, state, word, shown, row.region.name == source)


def text_of(places: Sequence[Place]) -> str:
    """The map in words: 1 failed, 2 copying, 3 ready."""
    counts = Counter(place.state for place in places)
    parts = [f"{counts[state]} {WORDS.get(state, state)}" for state in STATES if counts[state]]
    return f"Map of {len(places)} regions: {', '.join(parts)}. The list has the details."


def where(region: Region) -> layout.Point:
    x, y = point_of(region.longitude, region.latitude)
    return round(x, 1), round(y, 1)


def arc(start: layout.Point, end: layout.Point) -> layout.Curve:
    """Lifted towards the pole, the more the farther, and never out of the picture."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    lift = 3 + 0.16 * (abs(end[0] - start[0]) + abs(end[1] - start[1]))
    return start, (round(x, 1), round(max(y - lift, -1.5), 1)), end


def path_of(curve: layout.Curve) -> str:
    start, bend, end = (f"{x} {y}" for x, y in curve)
    return f"M{start}Q{bend} {end}"
