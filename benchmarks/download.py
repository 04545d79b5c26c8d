"""Downloading an image, against a plain response of the same file in blocks of 1 MiB.

Both are served by granian with the product's settings for it; both are read from loopback by the
same client, in turn, and both lie in memory. Every chunk of the image is verified on its way, which
is why the hold is not that of plain bytes (docs/design/performance.md). One hot block sent again
and again, which reads nothing at all, is shown beside them.

    python -m benchmarks.download [--rounds 3] [--size-mib 1024]
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.harness import Hold, read_through, show, warm_memory
from benchmarks.images import MIB
from imagestore.chunkset import ChunkSet
from imagestore.export import lay_out, read_range
from imagestore.formats import open_disk
from imagestore.ingest import ingest
from imagestore.local import LocalStorage
from tests.system.installation import free_port, wait_until

FOLDER = "BENCHMARK_FOLDER"
Start = Callable[[str, list[tuple[str, str]]], Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size-mib", type=int, default=1024)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store(Path(name), options.size_mib)
        with served(name) as url:
            best = compare(url, options.rounds)
    ratio = best["plain file"] / best["image"]
    hold = Hold("verified download: speed / plain 1 MiB blocks", ratio, 0.4, at_least=True)
    return 0 if show("Download", best, [hold]) else 1


def store(folder: Path, size_mib: int) -> None:
    disk, dice = folder / "disk.raw", random.Random(7)
    with disk.open("wb") as opened:
        for _ in range(size_mib):
            opened.write(dice.randbytes(MIB))
    held = ChunkSet(LocalStorage(folder / "set"))
    (folder / "id").write_text(ingest(open_disk([disk], "raw"), [held], draft="d").manifest_id)
    for file in (disk, *(folder / "set" / "packs").iterdir()):
        read_through(file)


@contextmanager
def served(folder: str) -> Iterator[str]:
    port = free_port()
    words = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "benchmarks.download:application",
        "--port", str(port), "--no-ws", "--blocking-threads", "64", "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(words, env={**os.environ, FOLDER: folder})
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(url), "the server to answer")
        yield url
    finally:
        server.terminate()
        server.wait()


def answers(url: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{url}/ready").status == 200)  # noqa: S310
    except OSError:
        return False


def compare(url: str, rounds: int) -> dict[str, float]:
    peers = {"image": "image", "plain file": "file", "one hot block": "block"}
    best = dict.fromkeys(peers, float("inf"))
    warm_memory()
    for _ in range(rounds):
        for what, path in peers.items():
            begun = time.perf_counter()
            fetch(f"{url}/{path}")
            best[what] = min(best[what], time.perf_counter() - begun)
    return best


def fetch(url: str) -> None:
    buffer = bytearray(MIB)
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        while answer.readinto(buffer):
            pass


# -- what the server runs


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    folder, path = Path(os.environ[FOLDER]), environ["PATH_INFO"]
    sources = [ChunkSet(LocalStorage(folder / "set"))]
    layout = lay_out((folder / "id").read_text(), sources, "raw")
    size = 0 if path == "/ready" else layout.size
    start_response("200 OK", [("Content-Length", str(size))])
    if path == "/image":
        return read_range(layout, sources, 0, size)
    return blocks_of(folder / "disk.raw") if path == "/file" else hot_blocks(size)


def blocks_of(file: Path) -> Iterator[bytes]:
    with file.open("rb", buffering=0) as opened:
        while block := opened.read(MIB):
            yield block


def hot_blocks(size: int) -> Iterator[bytes]:
    block = bytes(MIB)
    for _ in range(size // MIB):
        yield block


if __name__ == "__main__":
    raise SystemExit(main())
