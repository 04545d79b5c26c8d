"""Room on the map: pins that would hide each other step aside, names that find no room are left
out. The table beside the map has them all.

Lengths are in units of the drawing. Everything is decided in one pass, most important pin first,
so that the same regions always give the same picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from regions.worldmap.grid import VIEW_BOX

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]  # where it starts, what bends it, where it ends
STEPS = 64  # points of a curve that names keep away from
PIN = 1.3  # radius, with its stroke
FARTHEST = 2.4  # a pin that moved more would lie about where it is
LETTER, LINE = 0.84, 1.7  # width and height of text, as the style sheet sets it
GAP = 1.9  # from the middle of a pin to its name


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def contains(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Label:
    """Where the first line of text starts, ends or is centred: `anchor` is SVG's text-anchor."""

    x: float
    y: float
    anchor: str
    box: Box

    @property
    def second(self) -> float:
        """Where the line under it stands."""
        return round(self.y + LINE, 1)


def spread(points: Sequence[Point]) -> list[Point]:
    placed: list[Point] = []
    for point in points:
        free = (spot for spot in spots(point) if all(apart(spot, other) for other in placed))
        placed.append(next(free, point))
    return placed


def apart(one: Point, other: Point) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) >= 1.8 * PIN


def spots(point: Point) -> Iterator[Point]:
    """The place itself, then ever wider rings around it."""
    yield point
    for ring in (0.4, 0.7, 1.0):
        for step in range(8):
            angle = step * pi / 4
            x = point[0] + ring * FARTHEST * cos(angle)
            yield round(x, 1), round(point[1] + ring * FARTHEST * sin(angle), 1)


def along(curve: Curve) -> Iterator[Point]:
    """Points of a quadratic curve, without its ends."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    for step in range(1, STEPS):
        t = step / STEPS
        near, bend, far = (1 - t) ** 2, 2 * t * (1 - t), t**2
        yield near * x0 + bend * x1 + far * x2, near * y0 + bend * y1 + far * y2


def name(
    points: Sequence[Point], texts: Sequence[tuple[str, ...]], drawn: Sequence[Point] = ()
) -> list[Label | None]:
    """A place for the text of each point, off what is drawn if possible; None without room."""
    taken = [pin_box(point) for point in points]
    lines_drawn = [Box(x, y, x, y) for x, y in drawn]
    labels: list[Label | None] = []
    for point, lines in zip(points, texts, strict=True):
        found = [label for label in around(point, lines) if fits(label.box, taken)]
        free = (each for each in found if not any(each.box.meets(dot) for dot in lines_drawn))
        label = next(free, found[0] if found else None)
        labels.append(label)
        if label is not None:
            taken.append(label.box)
    return labels


def fits(box: Box, taken: Sequence[Box]) -> bool:
    left, top, width, height = (float(number) for number in VIEW_BOX.split())
    paper = Box(left, top, left + width, top + height)
    return paper.contains(box) and not any(box.meets(other) for other in taken)


def pin_box(point: Point) -> Box:
    return Box(point[0] - PIN, point[1] - PIN, point[0] + PIN, point[1] + PIN)


def around(point: Point, lines: Sequence[str]) -> Iterator[Label]:
    """Right and left, straight and a little higher and lower; then under and over."""
    x, y = point
    beside = y + 0.5 - (len(lines) - 1) * LINE / 2
    under, over = y + GAP + 1.1, y - GAP - (len(lines) - 1) * LINE
    for height in (beside, beside - 1.6, beside + 1.6):
        yield label_at(x + GAP, height, "start", lines)
        yield label_at(x - GAP, height, "end", lines)
    for height in (under, over):
        yield label_at(x, height, "middle", lines)
        yield label_at(x + PIN, height, "end", lines)
        yield label_at(x - PIN, height, "start", lines)


def label_at(x: float, y: float, anchor: str, lines: Sequence[str]) -> Label:
    width = LETTER * max(len(line) for line in lines)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    box = Box(left, y - 1.3, left + width, y + 0.4 + (len(lines) - 1) * LINE)
    return Label(round(x, 1), round(y, 1), anchor, box)
