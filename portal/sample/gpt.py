"""A disk with a GUID partition table and one partition. UEFI Specification 2.10, section 5.3."""

import struct
import uuid
import zlib

SECTOR = 512
FIRST = 2048  # partitions start at 1 MiB
ENTRIES, ENTRY = 128, 128
TABLE_SECTORS = ENTRIES * ENTRY // SECTOR
FIRST_USABLE = 2 + TABLE_SECTORS
EFI_SYSTEM = uuid.UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
NAMESPACE = uuid.UUID("6f0c7a5e-3c29-4f57-9f6e-2d1c3d6f5a10")


def partition_sectors(disk_size: int) -> int:
    """Sectors that one partition can have on a disk of so many bytes."""
    return disk_size // SECTOR - FIRST - TABLE_SECTORS - 1


def with_partition(volume: bytes, disk_size: int, kind: uuid.UUID, name: str) -> bytes:
    """The whole disk: protective MBR, table, the volume, and the table's copy at the end."""
    last = disk_size // SECTOR - 1
    table = _table(kind, name, FIRST + len(volume) // SECTOR - 1)
    disk_id = uuid.uuid5(NAMESPACE, name)
    head = _mbr(last) + _header(1, last, 2, table, disk_id) + table
    tail = table + _header(last, 1, last - TABLE_SECTORS, table, disk_id)
    return (
        head.ljust(FIRST * SECTOR, b"\0")
        + volume.ljust(disk_size - FIRST * SECTOR - len(tail), b"\0")
        + tail
    )


def _mbr(last: int) -> bytes:
    record = struct.pack("<B3sB3sII", 0, b"\x00\x02\x00", 0xEE, b"\xff\xff\xff", 1, last)
    return bytes(446) + record + bytes(48) + b"\x55\xaa"


def _table(kind: uuid.UUID, name: str, last: int) -> bytes:
    label = name.encode("utf-16-le")[:72].ljust(72, b"\0")
    own = uuid.uuid5(NAMESPACE, f"partition {name}")
    entry = struct.pack("<16s16sQQQ72s", kind.bytes_le, own.bytes_le, FIRST, last, 0, label)
    return entry.ljust(ENTRIES * ENTRY, b"\0")


def _header(own: int, other: int, table_at: int, table: bytes, disk_id: uuid.UUID) -> bytes:
    last_usable = max(own, other) - TABLE_SECTORS - 1

    def packed(checksum: int) -> bytes:
        return struct.pack(
            "<8sIIIIQQQQ16sQIII",
            b"EFI PART", 0x00010000, 92, checksum, 0, own, other, FIRST_USABLE, last_usable,
            disk_id.bytes_le, table_at, ENTRIES, ENTRY, zlib.crc32(table),
        )  # fmt: skip

    return packed(zlib.crc32(packed(0))).ljust(SECTOR, b"\0")
