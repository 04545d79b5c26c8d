"""A FAT16 file system with files, laid out in memory.

Every file keeps the clusters it is given in the order of the tree, so that an edition of a disk
in which some files change (and none changes its size) differs in just those places.
Format: Microsoft, "FAT: General Overview of On-Disk Format", 2000.
"""

import struct
from collections.abc import Mapping
from typing import Any

SECTOR = 512
ENTRY = 32
ROOT_ENTRIES = 512
RESERVED = 1
FATS = 2
MEDIA = 0xF8
END_OF_CHAIN = 0xFFFF
LEAST_CLUSTERS, MOST_CLUSTERS = 4085, 65524
DIRECTORY, ARCHIVE, VOLUME_LABEL = 0x10, 0x20, 0x08
DATE = (46 << 9) | (1 << 5) | 5  # 5 January 2026, the same in every edition

Tree = Mapping[str, Any]  # name -> bytes, or a Tree for a folder


class Volume:
    """Lays a tree of files out on `sectors` sectors; `image()` gives the bytes."""

    def __init__(self, tree: Tree, sectors: int, label: str) -> None:
        self.sectors, self.label = sectors, label
        self.per_cluster, self.fat_sectors = _geometry(sectors)
        self.fat = [0xFF00 | MEDIA, END_OF_CHAIN]
        self.data = bytearray()
        self.root = _entry(label, VOLUME_LABEL, 0, 0, is_label=True) + self._folder(tree)

    def image(self) -> bytes:
        fat = struct.pack(f"<{len(self.fat)}H", *self.fat)
        padded_fat = fat.ljust(self.fat_sectors * SECTOR, b"\0")
        parts = (
            self._boot_sector() + padded_fat * FATS + self.root.ljust(ROOT_ENTRIES * ENTRY, b"\0")
        )
        return (parts + bytes(self.data)).ljust(self.sectors * SECTOR, b"\0")

    def _folder(self, tree: Tree, parent: int | None = None) -> bytes:
        """The directory entries of a tree, after laying out what it holds."""
        entries = b""
        for name, content in tree.items():
            if isinstance(content, bytes):
                entries += _entry(name, ARCHIVE, self._store(content), len(content))
            else:
                entries += _entry(name, DIRECTORY, self._subfolder(content, parent or 0), 0)
        return entries

    def _subfolder(self, tree: Tree, parent: int) -> int:
        """A folder takes its clusters before its files, so that it can name itself."""
        size = (len(tree) + 2) * ENTRY
        start = self._store(bytes(size))
        dots = _entry(".", DIRECTORY, start, 0) + _entry("..", DIRECTORY, parent, 0)
        entries = dots + self._folder(tree, start)
        at = (start - 2) * self.per_cluster * SECTOR
        self.data[at : at + size] = entries
        return start

    def _store(self, content: bytes) -> int:
        """Append in consecutive clusters; returns the first, 0 for an empty file."""
        if not content:
            return 0
        cluster = self.per_cluster * SECTOR
        count = -(-len(content) // cluster)
        start = len(self.fat)
        self.fat += [*range(start + 1, start + count), END_OF_CHAIN]
        self.data += content.ljust(count * cluster, b"\0")
        return start

    def _boot_sector(self) -> bytes:
        head = struct.pack(
            "<3s8sHBHBHHBHHHII",
            b"\xeb\x3c\x90", b"MSDOS5.0", SECTOR, self.per_cluster, RESERVED, FATS,
            ROOT_ENTRIES, self.sectors if self.sectors < 65536 else 0, MEDIA, self.fat_sectors,
            32, 64, 0, self.sectors if self.sectors >= 65536 else 0,
        )  # fmt: skip
        serial = sum(self.label.encode()) * 0x01000193 & 0xFFFFFFFF
        tail = struct.pack(
            "<BBBI11s8s", 0x80, 0, 0x29, serial, _padded(self.label, 11), b"FAT16   "
        )
        return (head + tail).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"


def _geometry(sectors: int) -> tuple[int, int]:
    """Sectors per cluster and per FAT, for a number of clusters that makes it FAT16."""
    root = ROOT_ENTRIES * ENTRY // SECTOR
    for per_cluster in (1, 2, 4, 8, 16, 32, 64):
        fat_sectors = -(-2 * (sectors // per_cluster + 2) // SECTOR)
        clusters = (sectors - RESERVED - root - FATS * fat_sectors) // per_cluster
        if LEAST_CLUSTERS <= clusters <= MOST_CLUSTERS:
            return per_cluster, fat_sectors
    raise ValueError(f"No FAT16 volume has {sectors} sectors.")


def _entry(name: str, kind: int, cluster: int, size: int, *, is_label: bool = False) -> bytes:
    stored = _padded(name, 11) if is_label else _short_name(name)
    return struct.pack(
        "<11sBBBHHHHHHHI", stored, kind, 0, 0, 0, DATE, DATE, 0, 0, DATE, cluster, size
    )


def _short_name(name: str) -> bytes:
    if name in {".", ".."}:
        return name.encode().ljust(11)
    stem, _, suffix = name.upper().partition(".")
    if not 1 <= len(stem) <= 8 or len(suffix) > 3:
        raise ValueError(f"{name} is not a name of eight and three characters.")
    return _padded(stem, 8) + _padded(suffix, 3)


def _padded(text: str, width: int) -> bytes:
    return text.upper().encode("ascii")[:width].ljust(width)
