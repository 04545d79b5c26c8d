"""The whole product: command, workers and proof, against `cp --sparse` making the same copies.

Also the peak memory of a data worker while a disk of 100 GiB (virtual) is published.

    python -m benchmarks.end_to_end [--rounds 3] [--size-mib 2560] [--fill-mib 700]
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.engine import COPIES, copy_sparse
from benchmarks.harness import Hold, read_through, show, warm_memory
from benchmarks.images import MIB, series
from tests.system.installation import Installation, running

TARGETS = ("westus2=2", "southcentralus=2", "westeurope=2")
NAMES = ("--publisher", "Contoso", "--offer", "Base", "--sku", "bench", "--os-type", "Linux")
LARGE = 100 << 30
WORKER = ("celery", "worker")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size-mib", type=int, default=2560)
    parser.add_argument("--fill-mib", type=int, default=700)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        disks = series(folder / "images", size=options.size_mib * MIB, fill=options.fill_mib * MIB)
        with running(folder / "var") as installation:
            os.nice(5)  # as the workers: other load on the machine slows both alike
            prepare(installation)
            kept = [publishing(installation, disks, folder, options.rounds)]
            kept.append(memory(installation, folder))
    return 0 if all(kept) else 1


def prepare(installation: Installation) -> None:
    installation.command("create_tenant", "Contoso")
    installation.command("create_subscription", "Platform", "--tenant", "Contoso")


def publish(installation: Installation, disk: Path, definition: str, version: str) -> float:
    """Seconds from the command's start to its end, every replica proven."""
    begun = time.perf_counter()
    installation.command(
        "publish_image", disk, "--resource-group", "images", "--gallery", "bench",
        "--definition", definition, "--version", version, *NAMES[:5], definition, *NAMES[6:],
        "--source-region", "westus2", "--target-regions", *TARGETS, "--wait",
    )  # fmt: skip
    return time.perf_counter() - begun


def publishing(
    installation: Installation, disks: tuple[Path, Path], folder: Path, rounds: int
) -> bool:
    """Each round has a tenant's store to itself: nothing of an earlier round can be reused."""
    seconds: dict[str, float] = {}
    warm_memory()
    for number in range(rounds):
        for disk, version, title in zip(
            disks, ("1.0.0", "1.1.0"), ("first version", "next version"), strict=True
        ):
            read_through(disk)
            salted = salt(disk, folder, number)
            note(seconds, title, publish(installation, salted, f"round-{number}", version))
            target = folder / "copies"
            target.mkdir()
            begun = time.perf_counter()
            copy_sparse(salted, target)
            note(seconds, f"cp --sparse, {COPIES} copies, {title}", time.perf_counter() - begun)
            for copy in (*target.iterdir(), salted):
                copy.unlink()
            target.rmdir()
    holds = [
        over(seconds, "first version", 3.0),
        over(seconds, "next version", 1.5),
    ]
    return show("End to end, 3 regions x 2 replicas", seconds, holds)


def over(seconds: dict[str, float], title: str, times: float) -> Hold:
    """What is allowed is so many times cp, and 2 s for the command and the wake-ups."""
    allowed = times * seconds[f"cp --sparse, {COPIES} copies, {title}"] + 2
    return Hold(f"{title}: time / ({times:g} x cp --sparse + 2 s)", seconds[title] / allowed, 1.0)


def note(seconds: dict[str, float], what: str, took: float) -> None:
    seconds[what] = min(took, seconds.get(what, took))


def salt(disk: Path, folder: Path, number: int) -> Path:
    """The same disk with every chunk that holds data made new to the stores of this round."""
    copy = folder / f"salted-{number}.raw"
    step = 256 * 1024
    with disk.open("rb") as source, copy.open("wb") as target:
        target.truncate(disk.stat().st_size)
        for at in range(0, disk.stat().st_size, step):
            chunk = source.read(step)
            if chunk.strip(b"\0"):
                target.seek(at)
                target.write(bytes([chunk[0] ^ (number + 1)]) + chunk[1:])
    return copy


def memory(installation: Installation, folder: Path) -> bool:
    """A disk of 100 GiB with data all over it, sampled while it is published."""
    disk = folder / "large.raw"
    with disk.open("wb") as opened:
        opened.truncate(LARGE)
        for number in range(256):
            opened.seek(number * (LARGE // 256))
            opened.write(number.to_bytes(2, "big") * (MIB // 2))
        for at, mark in ((450, b"\x83"), (510, b"\x55\xaa")):  # as a partition table has them
            opened.seek(at)
            opened.write(mark)
    idle = max(resident(installation), default=0)
    with peak_of(installation) as peak:
        publish(installation, disk, "large", "1.0.0")
    above = (peak[0] - idle) / 1e6
    return show(
        "Memory",
        {},
        [Hold("data worker's peak above an idle one, 100 GiB disk (MB)", above, 200)],
    )


def resident(installation: Installation) -> list[int]:
    sizes = []
    for process in installation.processes(*WORKER):
        try:
            sizes.append(process.memory_info().rss)
        except psutil.Error:
            continue
    return sizes


@contextmanager
def peak_of(installation: Installation) -> Iterator[list[int]]:
    """The largest worker process, looked at twenty times a second."""
    peak, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            peak[0] = max([peak[0], *resident(installation)])

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


if __name__ == "__main__":
    raise SystemExit(main())
