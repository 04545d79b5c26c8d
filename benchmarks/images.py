"""Disk images to measure with: a system disk, and the same disk after an upgrade.

The file system is a real ext4 with real files of this machine. An upgrade happens inside it, as a
package manager does it: the old file is removed and one of nearly the same size is written, which
ext4 puts elsewhere; an index of 20 MB is rewritten. Needs e2fsprogs and gdisk.
"""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

MIB = 1 << 20
SOURCE = Path("/usr")
INDEX = 20 * MIB
LARGEST = 24 * MIB
ENVIRONMENT = {
    **os.environ,
    "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin",
    "E2FSPROGS_FAKE_TIME": "1700000000",
}


def series(folder: Path, *, size: int = 2560 * MIB, fill: int = 700 * MIB) -> tuple[Path, Path]:
    """A disk of `size` bytes with about `fill` bytes in files, and its next version."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = folder / "tree"
    files = _choose(tree, fill, random.Random(7))
    first, second = folder / "v1.raw", folder / "v2.raw"
    _make_disk(first, tree, size)
    run("cp", "--sparse=always", first, second)
    _upgrade(second, tree, files, random.Random(8), share=0.035)
    shutil.rmtree(tree)
    return first, second


def _choose(tree: Path, fill: int, dice: random.Random) -> list[list[Path]]:
    """Copy packages (folders of this machine) into the tree until it is full."""
    packages = [list(files) for files in _packages(SOURCE)]
    dice.shuffle(packages)
    chosen, left = [], fill
    for files in packages:
        size = sum(file.stat().st_size for file in files)
        if size > fill // 8 or size > left:
            continue
        chosen.append(_copy(files, tree))
        left -= size
    (tree / "index.bin").write_bytes(dice.randbytes(INDEX))
    return chosen


def _packages(source: Path) -> Iterator[list[Path]]:
    for folder, folders, names in os.walk(source):
        folders.sort()
        files = [file for name in sorted(names) if _is_usable(file := Path(folder, name))]
        if files:
            yield files


def _is_usable(file: Path) -> bool:
    if " " in str(file) or file.is_symlink() or not file.is_file():
        return False
    return 0 < file.stat().st_size <= LARGEST and os.access(file, os.R_OK)


def _copy(files: list[Path], tree: Path) -> list[Path]:
    places = [Path("usr", file.relative_to(SOURCE)) for file in files]
    (tree / places[0]).parent.mkdir(parents=True, exist_ok=True)
    for file, place in zip(files, places, strict=True):
        shutil.copyfile(file, tree / place)
    return places


def _make_disk(disk: Path, tree: Path, size: int) -> None:
    with disk.open("wb") as opened:
        opened.truncate(size)
    run("sgdisk", "-n", "1:2048:0", "-t", "1:8300", disk)
    blocks = f"{(size - 2 * MIB) // 1024}k"
    options = f"offset={MIB},lazy_itable_init=1"
    run("mke2fs", "-q", "-F", "-t", "ext4", "-d", tree, "-E", options, disk, blocks)


def _upgrade(
    disk: Path, tree: Path, packages: list[list[Path]], dice: random.Random, *, share: float
) -> None:
    """Rebuild whole packages until about `share` of the bytes is new, and the whole index."""
    wanted = share * sum((tree / file).stat().st_size for files in packages for file in files)
    commands = []
    for files in dice.sample(packages, len(packages)):
        if wanted <= 0:
            break
        for file in files:
            content = _rebuilt((tree / file).read_bytes(), dice)
            (tree / file).write_bytes(content)
            commands += [f"rm /{file}", f"write {tree / file} /{file}"]
            wanted -= len(content)
    (tree / "index.bin").write_bytes(dice.randbytes(INDEX))
    commands += ["rm /index.bin", f"write {tree / 'index.bin'} /index.bin"]
    script = disk.with_suffix(".debugfs")
    script.write_text("\n".join(commands) + "\n")
    run("debugfs", "-w", "-f", script, f"{disk}?offset={MIB}")
    script.unlink()


def _rebuilt(content: bytes, dice: random.Random) -> bytes:
    """As a rebuilt program: shifted a little near its front, with edits all over it."""
    cut = len(content) // 10
    changed = bytearray(content[:cut] + dice.randbytes(48) + content[cut:])
    for _ in range(max(1, len(changed) // 20_000)):
        at = dice.randrange(len(changed))
        changed[at : at + 8] = dice.randbytes(min(8, len(changed) - at))
    return bytes(changed)


def run(*words: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in words], env=ENVIRONMENT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{words[0]}: {done.stdout}{done.stderr}"[-800:])
