"""What a file is, by its content; what it claims to be is only compared."""

from collections.abc import Sequence
from pathlib import Path

from imagestore.errors import ImageRefused
from imagestore.formats import vhd
from imagestore.formats.base import SECTOR, Bytes, Disk, Plain

# (offset, magic, name): formats that are recognised in order to be refused by name.
OTHERS = (
    (0, b"QFI\xfb", "qcow2"),
    (0, b"KDMV", "VMDK"),
    (0, b"COWD", "VMDK"),
    (0, b"# Disk DescriptorFile", "VMDK descriptor"),
    (0, b"vhdxfile", "VHDX"),
    (64, b"\x7f\x10\xda\xbe", "VDI"),
    (0, b"QED\0", "QED"),
    (0, b"WithoutFreeSpace", "Parallels"),
    (0, b"WithouFreSpacExt", "Parallels"),
    (0, b"LUKS\xba\xbe", "LUKS-encrypted"),
    (0x8001, b"CD001", "ISO 9660"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"BZh", "bzip2"),
    (0, b"PK\x03\x04", "zip"),
    (257, b"ustar", "tar or OVA"),
)
FILE_SYSTEMS = (
    (0x438, b"\x53\xef"),  # ext2, ext3, ext4
    (0, b"XFSB"),
    (0x10040, b"_BHRfS_M"),
    (3, b"NTFS    "),
    (3, b"EXFAT   "),
    (54, b"FAT"),
    (82, b"FAT32"),
    (536, b"LABELONE"),
    (4086, b"SWAPSPACE2"),
)
HEAD = 0x10000 + 4096


def open_disk(parts: Sequence[Path], claimed: str = "") -> Disk:
    """The virtual disk in one file, or in an upload's parts. `claimed`: raw, vhd or nothing.

    Raises ImageRefused with what is wrong and what to do.
    """
    data = Bytes(parts)
    if data.size < SECTOR:
        raise ImageRefused("TooSmall", f"The file has {data.size} bytes, too few for a disk.")
    head = data.read(0, min(HEAD, data.size))
    found = _detect(data, head)
    if claimed and found not in {claimed, "unknown"}:
        raise ImageRefused("NotWhatItClaims", f"Said to be {claimed}, but the content is {found}.")
    if found == "vhd":
        return _open_vhd(data, head)
    if claimed == "vhd":
        raise ImageRefused("NotWhatItClaims", "Said to be a VHD, but it has no VHD footer.")
    if found == "unknown" and claimed != "raw":
        raise ImageRefused(
            "UnknownContent",
            "No partition table or file system was found. If this really is a raw disk, say so.",
        )
    return Plain(data, "raw", data.size)


def _detect(data: Bytes, head: bytes) -> str:
    if data.read(data.size - SECTOR, 8) == vhd.COOKIE or head.startswith(vhd.COOKIE):
        return "vhd"
    for offset, magic, name in OTHERS:
        if head[offset : offset + len(magic)] == magic and not _has_partitions(head):
            raise ImageRefused(
                "UnsupportedFormat",
                f"This is a {name} file. Convert it to raw or VHD first, then publish that.",
            )
    return "raw" if _has_partitions(head) or _has_file_system(head) else "unknown"


def _has_partitions(head: bytes) -> bool:
    if head[512:520] == b"EFI PART" or head[4096:4104] == b"EFI PART":
        return True
    kinds = [head[446 + 16 * n + 4] for n in range(4)] if len(head) >= SECTOR else []
    return head[510:512] == b"\x55\xaa" and any(kinds)


def _has_file_system(head: bytes) -> bool:
    return any(head[at : at + len(magic)] == magic for at, magic in FILE_SYSTEMS)


def _open_vhd(data: Bytes, head: bytes) -> Disk:
    tail = data.read(data.size - SECTOR, SECTOR)
    if not tail.startswith(vhd.COOKIE):
        raise ImageRefused("Truncated", "The VHD's footer is missing: the file was cut off.")
    footer = vhd.parse_footer(tail)
    if footer.kind == vhd.FIXED:
        return vhd.open_fixed(data, footer)
    return vhd.DynamicVhd(data, footer)
