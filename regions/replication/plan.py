"""What to do next for a replica, and from where. Pure: rows in, a step out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

EARTH = 6371  # km


class Spot(Protocol):
    """A region, as far as distance goes."""

    name: str
    latitude: float
    longitude: float


class DiskRow(Protocol):
    content_id: int
    is_copied: bool
    is_proven: bool


@dataclass(frozen=True)
class Place:
    """A proven copy of a content: which replica, and where it is."""

    replica: int
    region: Spot
    ordinal: int


@dataclass(frozen=True)
class Step:
    """Prove before copying more, so that others can copy from here soon."""

    kind: Literal["copy", "prove"]
    content: int


def next_step(disks: Sequence[DiskRow], sources: Sequence[int]) -> Step | None:
    """`sources` are the contents that could be copied now; None when there is only waiting."""
    for disk in disks:
        if disk.is_copied and not disk.is_proven:
            return Step("prove", disk.content_id)
    for disk in disks:
        if not disk.is_copied and disk.content_id in sources:
            return Step("copy", disk.content_id)
    return None


def ranked(places: Sequence[Place], target: Spot, attempt: int) -> list[Place]:
    """Inside the region first, then by distance; each further attempt begins at another one."""
    order = sorted(places, key=lambda p: (distance(p.region, target), p.ordinal, p.replica))
    start = attempt % len(order) if order else 0
    return order[start:] + order[:start]


def distance(one: Spot, other: Spot) -> float:
    """Kilometres along the great circle; nothing within a region."""
    if one.name == other.name:
        return 0.0
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(one.longitude - other.longitude)
    angle = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 1 + EARTH * math.acos(max(-1.0, min(1.0, angle)))


def pause(attempt: int) -> int:
    """Seconds to wait before the next try: 1, 2, 4 ..."""
    return min(60, 2 ** max(0, attempt - 1))
