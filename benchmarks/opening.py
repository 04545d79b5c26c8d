"""Opening a set of 1 TiB, whose indexes are merged and mapped, against reading every pack's index.

Every request for a range and every slice of work opens the sets that it reads. Both sides open the
same set, in turn, each time in a process of its own, and look for 1,000 chunks that it has not.

    python -m benchmarks.opening [--rounds 3] [--packs 16384]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from benchmarks.harness import Hold, show
from imagestore.chunkset import ChunkSet
from imagestore.local import LocalStorage
from imagestore.manifest import CHUNK
from imagestore.pack import PACK_SIZE, build_index

CHUNKS = PACK_SIZE // CHUNK


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--packs", type=int, default=16384)
    parser.add_argument("--open", choices=["merged", "every index"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        return open_one(options.folder, options.open)
    with tempfile.TemporaryDirectory() as name:
        return compare(Path(name), options.packs, options.rounds)


def compare(folder: Path, packs: int, rounds: int) -> int:
    store(folder, packs)
    begun = time.perf_counter()
    opened(folder, "merged")
    first = {"merged, the first time": time.perf_counter() - begun}
    sides = ("merged", "every index")
    runs: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            runs[side].append(opened(folder, side))
    seconds = {side: min(run[0] for run in runs[side]) for side in sides}
    memory = {side: min(run[1] for run in runs[side]) for side in sides}
    time_ratio = seconds["merged"] / seconds["every index"]
    memory_ratio = memory["merged"] / memory["every index"]
    holds = [
        Hold("opening: time / reading every index", time_ratio, 0.25),
        Hold("opening: memory of its own / reading every index", memory_ratio, 0.25),
    ]
    return 0 if show(f"Opening a set of {packs:,} packs", first | seconds, holds) else 1


def store(folder: Path, packs: int) -> None:
    (folder / "set" / "packs").mkdir(parents=True)
    for _ in range(packs):
        file = folder / "set" / "packs" / f"{uuid.uuid4().hex}.pack"
        file.touch()
        digests = [os.urandom(32) for _ in range(CHUNKS)]
        file.with_suffix(".idx").write_bytes(build_index(digests, [CHUNK] * CHUNKS))


def opened(folder: Path, side: str) -> tuple[float, float]:
    """Seconds, and MiB of memory that is the process's own; mapped files are not."""
    words = [sys.executable, "-m", "benchmarks.opening", "--open", side, "--folder", str(folder)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def open_one(folder: Path, side: str) -> int:
    before, begun = own_memory(), time.perf_counter()
    merged = folder / "merged" if side == "merged" else None
    held = ChunkSet(LocalStorage(folder / "set"), merged=merged)
    lacking = held.missing([os.urandom(32) for _ in range(1000)])
    print(time.perf_counter() - begun, own_memory() - before)
    return 0 if len(lacking) == 1000 else 1


def own_memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
