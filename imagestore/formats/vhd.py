"""Virtual Hard Disk, fixed and dynamic. Source: Microsoft, "Virtual Hard Disk Image Format
Specification", 2006. All numbers are big-endian."""

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from imagestore.errors import ImageRefused
from imagestore.formats.base import SECTOR, Bytes, Plain, checked_size

COOKIE, DYNAMIC_COOKIE = b"conectix", b"cxsparse"
FIXED, DYNAMIC, DIFFERENCING = 2, 3, 4
FOOTER = struct.Struct(">8sIIQI4sI4sQQHBBII16sB427x")
HEADER = struct.Struct(">8sQQIIII16sII512s192s256x")
UNUSED = 0xFFFFFFFF
MOST_ENTRIES = 1 << 24


@dataclass(frozen=True)
class Footer:
    kind: int
    size: int  # of the virtual disk, in bytes
    table_at: int


def checksum(raw: bytes, at: int) -> int:
    """One's complement of the sum of all bytes but the checksum's own."""
    return ~(sum(raw) - sum(raw[at : at + 4])) & 0xFFFFFFFF


def parse_footer(raw: bytes) -> Footer:
    """Raises ImageRefused for a footer that is not exactly one."""
    fields = FOOTER.unpack(raw)
    if fields[10 + 4] != checksum(raw, 64):
        raise ImageRefused(
            "BadChecksum", "The VHD footer's checksum is wrong: the file is damaged."
        )
    kind, size, table_at = fields[13], fields[9], fields[3]
    if kind == DIFFERENCING:
        raise ImageRefused(
            "DifferencingDisk",
            "This VHD holds only differences from a parent disk. Merge it into one disk first.",
        )
    if kind not in {FIXED, DYNAMIC}:
        raise ImageRefused("UnknownKind", f"VHD of kind {kind} is unknown. Use fixed or dynamic.")
    return Footer(kind, checked_size(size), table_at)


def open_fixed(data: Bytes, footer: Footer) -> Plain:
    if data.size != footer.size + SECTOR:
        raise ImageRefused(
            "SizeMismatch",
            f"The VHD says {footer.size:,} bytes, but {data.size - SECTOR:,} are there.",
        )
    return Plain(data, "vhd", footer.size)


class DynamicVhd:
    """Blocks in any order, each with a bitmap of the sectors that were written."""

    format = "vhd"

    def __init__(self, data: Bytes, footer: Footer) -> None:
        self.data, self.virtual_size = data, footer.size
        header = data.read(footer.table_at, HEADER.size)
        cookie, _, table_at, version, entries, block, check = HEADER.unpack(header)[:7]
        if cookie != DYNAMIC_COOKIE or check != checksum(header, 36):
            raise ImageRefused("BadChecksum", "The VHD's dynamic header is damaged.")
        if block < SECTOR or block > 256 << 20 or block & (block - 1):
            raise ImageRefused("ImpossibleSize", f"A VHD block of {block} bytes is not possible.")
        needed = -(-footer.size // block)
        if not needed <= entries <= MOST_ENTRIES:
            raise ImageRefused("ImpossibleSize", "The VHD's block table does not fit its size.")
        self.block = block
        self.bitmap = -(-(block // SECTOR // 8) // SECTOR) * SECTOR
        self.table = np.frombuffer(data.read(table_at, needed * 4), ">u4").astype(np.uint64)
        self._check_blocks()

    def _check_blocks(self) -> None:
        """Every block inside the file, none over another."""
        used = np.sort(self.table[self.table != UNUSED]) * SECTOR
        span = self.bitmap + self.block
        if len(used) and int(used[-1]) + span > self.data.size:
            raise ImageRefused("Truncated", "A block of the VHD lies beyond the end of the file.")
        if len(used) and (int(used[0]) < SECTOR or np.any(np.diff(used) < span)):
            raise ImageRefused("OverlappingBlocks", "Blocks of the VHD lie over each other.")

    def extents(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for number in range(start // self.block, -(-min(end, self.virtual_size) // self.block)):
            if self.table[number] != UNUSED:
                low = number * self.block
                yield max(low, start), min(low + self.block, end, self.virtual_size)

    def read_into(self, offset: int, buffer: memoryview) -> None:
        while len(buffer):
            number, inside = divmod(offset, self.block)
            part = buffer[: min(len(buffer), self.block - inside)]
            self._read_block(number, inside, part)
            buffer, offset = buffer[len(part) :], offset + len(part)

    def _read_block(self, number: int, inside: int, part: memoryview) -> None:
        if number >= len(self.table) or self.table[number] == UNUSED:
            part[:] = bytes(len(part))
            return
        at = int(self.table[number]) * SECTOR
        self.data.read_into(at + self.bitmap + inside, part)
        first, last = inside // SECTOR, -(-(inside + len(part)) // SECTOR)
        bitmap = np.frombuffer(
            self.data.read(at + first // 8, -(-last // 8) - first // 8), np.uint8
        )
        written = np.unpackbits(bitmap)[first % 8 :][: last - first]
        if not written.all():
            for sector in np.flatnonzero(written == 0):
                low = int(sector) * SECTOR
                part[low : low + SECTOR] = bytes(len(part[low : low + SECTOR]))


def fixed_footer(size: int, name: str, *, timestamp: int = 0) -> bytes:
    """The footer of a fixed VHD of `size` bytes, of a maker whose size qemu takes as it stands."""
    cylinders, heads, sectors = geometry(size)
    id_ = uuid.uuid5(uuid.NAMESPACE_OID, name).bytes

    def packed(check: int) -> bytes:
        return FOOTER.pack(
            COOKIE, 2, 0x00010000, 0xFFFFFFFFFFFFFFFF, timestamp, b"win ", 0x000A0000, b"Wi2k",
            size, size, cylinders, heads, sectors, FIXED, check, id_, 0,
        )  # fmt: skip

    return packed(checksum(packed(0), 64))


def geometry(size: int) -> tuple[int, int, int]:
    """Cylinders, heads, sectors per track: the appendix of the specification."""
    total = min(size // SECTOR, 65535 * 16 * 255)
    if total >= 65535 * 16 * 63:
        return total // 255 // 16, 16, 255
    sectors = 17
    tracks = total // sectors
    heads = max((tracks + 1023) // 1024, 4)
    if tracks >= heads * 1024 or heads > 16:
        sectors, heads = 31, 16
        tracks = total // sectors
    if tracks >= heads * 1024:
        sectors, heads = 63, 16
        tracks = total // sectors
    return tracks // heads, heads, sectors
