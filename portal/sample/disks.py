"""Sample disks: each edition of an image is the one before with some packages upgraded."""

import random
from typing import Any

from portal.sample import fat, gpt

MIB = 1024 * 1024
PACKAGE = 256 * 1024  # bytes of one package file


def sample_disk(name: str, edition: int, *, size: int = 8 * MIB, packages: int = 12) -> bytes:
    """A raw disk of `size` bytes for edition 0, 1, 2 ... of the image called `name`.

    Each edition upgrades about a quarter of the packages; the rest keeps its bytes and its place.
    """
    label = "".join(letter for letter in name if letter.isalnum()) or "SAMPLE"
    volume = fat.Volume(_tree(name, edition, packages), gpt.partition_sectors(size), label).image()
    return gpt.with_partition(volume, size, gpt.EFI_SYSTEM, name)


def _tree(name: str, edition: int, packages: int) -> dict[str, Any]:
    notes = f"{name}\nEdition {edition}\nSample disk of Shared Image Gallery.\n"
    folder = {f"PKG{number:05}.BIN": _package(name, number, edition) for number in range(packages)}
    return {
        "EFI": {"BOOT": {"BOOTX64.EFI": _bytes(f"{name} loader", 64 * 1024)}},
        "PACKAGES": folder,
        "RELEASE.TXT": notes.encode().ljust(4096, b" "),
    }


def _package(name: str, number: int, edition: int) -> bytes:
    """Its last upgrade is the newest edition at which it was this package's turn."""
    upgraded = max((e for e in range(1, edition + 1) if (number + e) % 4 == 0), default=0)
    return _bytes(f"{name} {number} {upgraded}", PACKAGE)


def _bytes(seed: str, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - repeatable content, not a secret
