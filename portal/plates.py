"""Plates: the generated picture by which people know an image.

Shape says the OS (curves are Linux, right angles are Windows), colour says the product line
(publisher and offer), the pattern says which image. Equal input gives the equal plate on every
installation, for ever: a change here would repaint everything that people learned to recognise.
"""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, Protocol


class Plated(Protocol):
    """What a plate is drawn from. `palette` is fixed with the definition."""

    os_type: str
    publisher: str
    offer: str
    sku: str
    palette: int


class Palette(NamedTuple):
    ground: str
    signal: str
    bone: str
    mid: str


PALETTES = (
    Palette("#0f3d44", "#f0b23a", "#efe8d8", "#3c8f93"),
    Palette("#5a1a2b", "#f2a29b", "#f6e7dd", "#b5384a"),
    Palette("#1d2a6d", "#f4d35e", "#e9ecf5", "#5b78e0"),
    Palette("#163b2a", "#c9d86a", "#eef1e0", "#4c9a6a"),
    Palette("#3a1f4d", "#f4b183", "#f3e8ef", "#8d5aa8"),
    Palette("#7a2f14", "#9fd0e6", "#f7ebdf", "#d9713c"),
    Palette("#26323f", "#ff8a6b", "#e8edf1", "#6f8aa3"),
    Palette("#3c3d17", "#eaa6b4", "#f3f0dc", "#8f9136"),
    Palette("#0b4a52", "#ef6a4c", "#e3f1ec", "#46a99b"),
    Palette("#241f52", "#8fdcc0", "#ece9f7", "#6a5fc2"),
    Palette("#3f2a22", "#86cbd0", "#f4e9df", "#b07a55"),
    Palette("#10294a", "#f58b3c", "#e6eef5", "#3d78b8"),
)

# Paths of one cell, 4 by 4, by quarter turn.
CELL = "M0 0h4v4H0z"
QUARTER = (
    "M0 0h4a4 4 0 0 1-4 4z",
    "M4 0v4a4 4 0 0 1-4-4z",
    "M4 4h-4a4 4 0 0 1 4-4z",
    "M0 4v-4a4 4 0 0 1 4 4z",
)
SMALL_QUARTER = (
    "M0 0h2a2 2 0 0 1-2 2z",
    "M4 0v2a2 2 0 0 1-2-2z",
    "M4 4h-2a2 2 0 0 1 2-2z",
    "M0 4v-2a2 2 0 0 1 2 2z",
)
HALF_DISC = (
    "M0 0h4a2 2 0 0 1-4 0z",
    "M4 0v4a2 2 0 0 1 0-4z",
    "M4 4h-4a2 2 0 0 1 4 0z",
    "M0 4v-4a2 2 0 0 1 0 4z",
)
LEAF = ("M0 0a4 4 0 0 1 4 4a4 4 0 0 1-4-4z", "M4 0a4 4 0 0 1-4 4a4 4 0 0 1 4-4z")
HALF = ("M0 0h4v2H0z", "M2 0h2v4H2z", "M0 2h4v2H0z", "M0 0h2v4H0z")
PANES = "M.5.5h1.2v1.2H.5zM2.3.5h1.2v1.2H2.3zM.5 2.3h1.2v1.2H.5zM2.3 2.3h1.2v1.2H2.3z"
INSET = "M.75.75h2.5v2.5H.75z"
STRIPES = ("M0 0h4v1H0zM0 2h4v1H0z", "M0 0h1v4H0zM2 0h1v4H2z")
QUADRANT = ("M0 0h2v2H0z", "M2 0h2v2H2z", "M2 2h2v2H2z", "M0 2h2v2H0z")
CHECKER = ("M0 0h2v2H0zM2 2h2v2H2z", "M2 0h2v2H2zM0 2h2v2H0z")


def palette_of(publisher: str, offer: str) -> int:
    """The palette that a product line would like to have."""
    return sha256(f"{publisher}:{offer}".lower().encode()).digest()[0] % len(PALETTES)


def draw(thing: Plated) -> str:
    """The plate as an inline SVG."""
    return _draw(thing.os_type, thing.publisher, thing.offer, thing.sku, thing.palette)


@lru_cache(maxsize=4096)
def _draw(os_type: str, publisher: str, offer: str, sku: str, palette: int) -> str:
    windows = os_type.lower() == "windows"
    digest = sha256(f"{os_type}:{publisher}:{offer}:{sku}".lower().encode()).digest()
    colours = PALETTES[palette % len(PALETTES)]
    cells = "".join(_cell(index, digest, colours, windows) for index in range(9))
    crisp = ' shape-rendering="crispEdges"' if windows else ""
    return (
        f'<svg viewBox="0 0 12 12"{crisp} preserveAspectRatio="xMidYMid slice"'
        f' aria-hidden="true" focusable="false">{cells}</svg>'
    )


def _cell(index: int, digest: bytes, colours: Palette, windows: bool) -> str:
    back, front = _pair(digest[index], colours)
    if _is_signal(index, digest):
        front = colours.signal
    form = digest[index + 9]
    shape = _angular if windows else _curved
    return (
        f'<g transform="translate({index % 3 * 4} {index // 3 * 4})">'
        f'<path fill="{back}" shape-rendering="crispEdges" d="{CELL}"/>'
        f"{shape(form % 6, (form >> 4) % 4, front, back)}</g>"
    )


def _pair(byte: int, colours: Palette) -> tuple[str, str]:
    """Back and front of a cell."""
    ground, _, bone, mid = colours
    pairs = (
        (ground, bone),
        (ground, mid),
        (mid, ground),
        (bone, ground),
        (mid, bone),
        (bone, mid),
    )
    return pairs[byte % 6]


def _is_signal(index: int, digest: bytes) -> bool:
    """One cell always carries the signal colour, a second one in half of all plates."""
    first = digest[31] % 9
    return index == first or (digest[30] % 2 == 1 and index == (first + 4) % 9)


def _path(fill: str, shape: str) -> str:
    return f'<path fill="{fill}" d="{shape}"/>'


def _disc(fill: str, radius: str) -> str:
    return f'<circle fill="{fill}" cx="2" cy="2" r="{radius}"/>'


def _curved(kind: int, turn: int, front: str, back: str) -> str:
    match kind:
        case 0:
            return _path(front, QUARTER[turn])
        case 1:
            return _path(front, HALF_DISC[turn])
        case 2:
            return _disc(front, "1.5")
        case 3:
            return _disc(front, "2") + _disc(back, ".9")
        case 4:
            return _path(front, LEAF[turn % 2])
        case _:
            return _path(front, QUARTER[turn]) + _path(back, SMALL_QUARTER[turn])


def _angular(kind: int, turn: int, front: str, back: str) -> str:
    match kind:
        case 0:
            return _path(front, HALF[turn])
        case 1:
            return _path(front, PANES)
        case 2:
            return _path(front, INSET)
        case 3:
            return _path(front, STRIPES[turn % 2])
        case 4:
            return _path(front, CELL) + _path(back, QUADRANT[turn])
        case _:
            return _path(front, CHECKER[turn % 2])
