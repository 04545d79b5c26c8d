"""Peers in turn within one run, best of the rounds, printed as ratios with what is to hold."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[Path], None]  # does the work into an empty folder that it is given


@dataclass(frozen=True)
class Hold:
    """A figure that must not be worse than `bound`; ratios and bytes alike."""

    what: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        verdict = "holds" if self.holds else "MISSED"
        return f"{self.what:<66} {self.figure:8.3f}  {sign} {self.bound:<6} {verdict}"


def best_of(
    rounds: int, works: Mapping[str, Work], scratch: Path, *, prepare: Work | None = None
) -> dict[str, float]:
    """Best seconds of each work; they take turns, each in a fresh folder that `prepare` fills.

    Memory is warmed before every one and each round goes the other way round, because whoever came
    first would pay for the memory that the next one then finds ready.
    """
    best = dict.fromkeys(works, float("inf"))
    for number in range(rounds):
        order = list(works.items())
        for name, work in order if number % 2 == 0 else reversed(order):
            folder = scratch / "work"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if prepare:
                prepare(folder)
            os.sync()
            warm_memory()
            begun = time.perf_counter()
            work(folder)
            best[name] = min(best[name], time.perf_counter() - begun)
    shutil.rmtree(scratch / "work", ignore_errors=True)
    return best


def warm_memory(size: int = 4 << 30) -> None:
    """Memory that a virtual machine has not touched for a while is slow the first time."""
    block = bytearray(size)
    block[::4096] = b"\1" * len(block[::4096])


def show(title: str, seconds: Mapping[str, float], holds: list[Hold]) -> bool:
    print(f"\n== {title}")
    for name, figure in seconds.items():
        print(f"  {name:<40} {figure:8.3f} s")
    for hold in holds:
        print(f"  {hold}")
    sys.stdout.flush()
    return all(hold.holds for hold in holds)


def read_through(file: Path) -> None:
    """Bring a source into memory, so that no peer pays for the disk."""
    with file.open("rb") as opened:
        while opened.read(1 << 24):
            pass
