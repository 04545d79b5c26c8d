"""Downloading an image, against a plain response in blocks of 1 MiB by the same server.

Both are served by granian with the product's settings for it; both are read from loopback by the
same client, in turn. Every chunk of the image is verified on its way.

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
    ratio = best["plain response"] / best["image"]
    hold = Hold("download: speed / plain 1 MiB-block response", ratio, 0.7, at_least=True)
    return 0 if show("Download", best, [hold]) else 1


def store(folder: Path, size_mib: int) -> None:
    disk, dice = folder / "disk.raw", random.Random(7)
    with disk.open("wb") as opened:
        for _ in range(size_mib):
            opened.write(dice.randbytes(MIB))
    held = ChunkSet(LocalStorage(folder / "set"))
    (folder / "id").write_text(ingest(open_disk([disk], "raw"), [held], draft="d").manifest_id)
    disk.unlink()
    for pack in (folder / "set" / "packs").iterdir():
        read_through(pack)


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
    best = {"image": float("inf"), "plain response": float("inf")}
    warm_memory()
    for _ in range(rounds):
        for what, path in (("image", "image"), ("plain response", "plain")):
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
    folder = Path(os.environ[FOLDER])
    sources = [ChunkSet(LocalStorage(folder / "set"))]
    layout = lay_out((folder / "id").read_text(), sources, "raw")
    start_response("200 OK", [("Content-Length", str(length(environ, layout.size)))])
    if environ["PATH_INFO"] == "/image":
        return read_range(layout, sources, 0, layout.size)
    return plain(length(environ, layout.size))


def length(environ: dict[str, Any], size: int) -> int:
    return 0 if environ["PATH_INFO"] == "/ready" else size


def plain(size: int) -> Iterator[bytes]:
    block = bytes(MIB)
    for _ in range(size // MIB):
        yield block


if __name__ == "__main__":
    raise SystemExit(main())
