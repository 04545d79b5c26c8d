"""Real disks for tests, made by other people's tools."""

import hashlib
import random
import subprocess
from pathlib import Path

MIB = 1024 * 1024


def partitioned_ext4(folder: Path, name: str, *, size: int = 24 * MIB, seed: int = 1) -> Path:
    """A raw disk of `size` bytes: GPT (sgdisk), one ext4 (mke2fs) with files in it."""
    tree = folder / f"{name}-files"
    tree.mkdir(parents=True)
    fill(tree, size // 3, seed)
    disk = folder / f"{name}.raw"
    with disk.open("wb") as opened:
        opened.truncate(size)
    run("sgdisk", "-n", "1:2048:0", "-t", "1:8300", disk)
    blocks = (size - 2 * MIB) // 1024
    run("mke2fs", "-q", "-t", "ext4", "-d", tree, "-E", f"offset={MIB}", disk, f"{blocks}k")
    return disk


def fill(tree: Path, size: int, seed: int) -> None:
    """Files of 512 KiB with repeatable, incompressible content."""
    source = random.Random(seed)
    for number in range(max(1, size // (512 * 1024))):
        (tree / f"file-{number:04}").write_bytes(source.randbytes(512 * 1024))


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def run(*words: str | Path) -> str:
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout
