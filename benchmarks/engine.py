"""The data plane in one process: publish a disk, and its next version, to 3 regions x 2 replicas.

Every copy ends on the disk (fsync). Peers make the same six copies their own way.

    python -m benchmarks.engine [--rounds 3] [--size-mib 2560] [--fill-mib 700]
"""

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import blake3

from benchmarks.harness import Hold, Work, best_of, read_through, show
from benchmarks.images import MIB, run, series
from imagestore.chunkset import ChunkSet
from imagestore.export import export_to_file, lay_out
from imagestore.formats import open_disk
from imagestore.ingest import Ingested, ingest
from imagestore.local import LocalStorage
from imagestore.prove import prove

COPIES = 6
PIECE = 1 << 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size-mib", type=int, default=2560)
    parser.add_argument("--fill-mib", type=int, default=700)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        disks = series(folder / "images", size=options.size_mib * MIB, fill=options.fill_mib * MIB)
        for disk in disks:
            read_through(disk)
        kept = [
            first_version(disks[0], folder, options.rounds),
            next_version(*disks, folder, options.rounds),
            single_store(*disks, folder, options.rounds),
        ]
    return 0 if all(kept) else 1


# -- ours


def sets(folder: Path, count: int = COPIES) -> list[ChunkSet]:
    return [ChunkSet(LocalStorage(folder / f"copy-{number}")) for number in range(count)]


def publish(disk: Path, targets: Sequence[ChunkSet]) -> Ingested:
    stored = ingest(open_disk([disk]), targets, draft=disk.stem)
    assert stored.done
    return stored


def publish_to(disk: Path, folder: Path, count: int = COPIES) -> None:
    publish(disk, sets(folder, count))


def bytes_in(folder: Path) -> int:
    """Allocated, as the file system counts."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return sum(file.stat().st_blocks * 512 for file in files)


# -- peers


def in_pairs(commands: Sequence[Sequence[str | Path]]) -> None:
    """Tools with one stream run two at a time, one for each core."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda words: run(*words), commands))


def copy_sparse(disk: Path, folder: Path) -> None:
    targets = [folder / f"{disk.stem}-{number}.raw" for number in range(COPIES)]
    in_pairs([("cp", "--sparse=always", disk, target) for target in targets])
    run("sync", *targets)


def copy_rsync(disk: Path, folder: Path) -> None:
    targets = [folder / f"{disk.stem}-{number}.raw" for number in range(COPIES)]
    in_pairs([("rsync", "-S", "--whole-file", disk, target) for target in targets])
    run("sync", *targets)


def borg(disk: Path, folder: Path) -> None:
    """One repository, then copies of it: what borg users do for further sites."""
    environment = {
        **os.environ,
        "BORG_BASE_DIR": str(folder),
        "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
    }
    repository = folder / "repository"
    if not repository.exists():
        words = ["borg", "init", "-e", "none", str(repository)]
        subprocess.run(words, env=environment, check=True, capture_output=True)
    words = ["borg", "create", "-C", "none", "--sparse", "--chunker-params", "fixed,262144"]
    subprocess.run(
        [*words, f"{repository}::{disk.stem}", str(disk)],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    copies = [folder / f"site-{number}" for number in range(COPIES - 1)]
    in_pairs([("rsync", "-a", f"{repository}/", f"{copy}/") for copy in copies])
    run("sync", "-f", folder)


def missing(program: str) -> bool:
    if shutil.which(program):
        return False
    print(f"  ({program} is not installed: not compared)")
    return True


# -- what is measured


def first_version(disk: Path, folder: Path, rounds: int) -> bool:
    works: dict[str, Work] = {
        "imagestore": lambda target: publish_to(disk, target),
        "cp --sparse": lambda target: copy_sparse(disk, target),
    }
    if not missing("rsync"):
        works["rsync -S"] = lambda target: copy_rsync(disk, target)
    best = best_of(rounds, works, folder)
    holds = [Hold("first version to 3 x 2: time / cp --sparse", ratio(best, "cp --sparse"), 1.5)]
    if "rsync -S" in best:
        holds.append(Hold("first version to 3 x 2: time / rsync -S", ratio(best, "rsync -S"), 0.35))
    return show("First version", best, holds)


def next_version(first: Path, second: Path, folder: Path, rounds: int) -> bool:
    """The first version is already everywhere; each peer has it in its own way."""
    prepared = folder / "prepared"
    publish(first, sets(prepared / "ours"))
    before = bytes_in(prepared / "ours")
    works: dict[str, Work] = {
        "imagestore": lambda target: publish_to(second, target / "ours"),
        "cp --sparse": lambda target: copy_sparse(second, target),
    }
    bounds = {"cp --sparse": 0.75}
    if not missing("rsync"):
        works["rsync -S"] = lambda target: copy_rsync(second, target)
        bounds["rsync -S"] = 0.15
        if not missing("borg"):
            (prepared / "borg").mkdir()
            borg(first, prepared / "borg")
            works["borg + rsync"] = lambda target: borg(second, target / "borg")
            bounds["borg + rsync"] = 0.60

    def prepare(target: Path) -> None:
        run("cp", "-a", "--reflink=auto", f"{prepared}/.", target)

    best = best_of(rounds, works, folder, prepare=prepare)
    holds = [
        Hold(f"next version to 3 x 2: time / {peer}", ratio(best, peer), bound)
        for peer, bound in bounds.items()
    ]
    publish(second, sets(prepared / "ours"))
    after = bytes_in(prepared / "ours")
    publish(second, sets(prepared / "ours"))
    again = bytes_in(prepared / "ours")
    full = COPIES * os.stat(second).st_blocks * 512
    holds.append(Hold("next version: bytes written / full copies", (after - before) / full, 0.15))
    holds.append(
        Hold("same content again: bytes written / full copies", (again - after) / full, 0.001)
    )
    shutil.rmtree(prepared)
    return show("Next version", best, holds)


def single_store(first: Path, second: Path, folder: Path, rounds: int) -> bool:
    """Ingest and proof against hashing alone, export against cp."""
    held = sets(folder / "kept", 1)
    id_ = publish(first, held).manifest_id
    occupied = held[0].root(id_).occupied
    works: dict[str, Work] = {
        "ingest": lambda target: publish_to(first, target, 1),
        "BLAKE3, one thread": lambda _: hash_alone(occupied, 1),
        "proof": lambda _: check(id_, held),
        "BLAKE3, two threads": lambda _: hash_alone(occupied, 2),
        "export": lambda target: export_to_file(
            lay_out(id_, held, "raw"), held, target / "out.raw"
        ),
        "cp --sparse, one copy": lambda target: copy_once(first, target / "out.raw"),
    }
    best = best_of(rounds, works, folder)
    shutil.rmtree(folder / "kept")
    return show(
        "One store",
        best,
        [
            Hold(
                "ingest: speed / one-thread BLAKE3",
                best["BLAKE3, one thread"] / best["ingest"],
                0.40,
                at_least=True,
            ),
            Hold(
                "proof: speed / two-thread BLAKE3",
                best["BLAKE3, two threads"] / best["proof"],
                0.60,
                at_least=True,
            ),
            Hold(
                "raw export: time / cp --sparse",
                best["export"] / best["cp --sparse, one copy"],
                1.5,
            ),
        ],
    )


def check(id_: str, held: Sequence[ChunkSet]) -> None:
    proof = prove(id_, held[0], now=datetime.now(UTC))
    assert proof.done
    assert not proof.damaged


def copy_once(disk: Path, target: Path) -> None:
    run("cp", "--sparse=always", disk, target)
    run("sync", target)


def hash_alone(size: int, threads: int) -> None:
    """So many bytes in pieces of 1 MiB, from memory."""
    block = os.urandom(64 * PIECE)

    def work(share: int) -> None:
        for number in range(share):
            at = number % 64 * PIECE
            blake3.blake3(memoryview(block)[at : at + PIECE]).digest()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [size // PIECE // threads] * threads))


def ratio(best: dict[str, float], peer: str) -> float:
    return best["imagestore"] / best[peer]


if __name__ == "__main__":
    raise SystemExit(main())
