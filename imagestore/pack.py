"""Packs: chunks one after another in a file, and the index that makes the file count.

Index: magic, version, count, then entries sorted by digest, then the BLAKE3 of all before it.
"""

import struct

import blake3
import numpy as np

from imagestore.errors import ObjectDamaged

MAGIC = b"SIGPIDX\0"
VERSION = 1
HEAD = struct.Struct("<8sIIQ")
ENTRY = np.dtype(
    [
        ("key", ">u8"),
        ("rest", "V24"),
        ("offset", "<u8"),
        ("length", "<u4"),
        ("codec", "<u2"),
        ("spare", "<u2"),
    ]
)
PLAIN = 0
PACK_SIZE = 64 * 1024 * 1024


def parse_index(raw: bytes, name: str) -> np.ndarray:
    """The entries of an index, or ObjectDamaged when it is not exactly what was written."""
    body, seal = raw[:-32], raw[-32:]
    if len(raw) < HEAD.size + 32 or blake3.blake3(body).digest() != seal:
        raise ObjectDamaged(f"{name} is damaged: its checksum does not match.")
    magic, version, count, _ = HEAD.unpack_from(body)
    if magic != MAGIC or version != VERSION or len(body) != HEAD.size + count * ENTRY.itemsize:
        raise ObjectDamaged(f"{name} is not an index of a format that this release reads.")
    return np.frombuffer(body, ENTRY, count, HEAD.size)


def count_of(index_size: int) -> int:
    """How many chunks an index of so many bytes lists."""
    return (index_size - HEAD.size - 32) // ENTRY.itemsize


def build_index(digests: list[bytes], lengths: list[int]) -> bytes:
    entries = np.zeros(len(digests), ENTRY)
    joined = np.frombuffer(b"".join(digests), np.dtype([("key", ">u8"), ("rest", "V24")]))
    entries["key"], entries["rest"] = joined["key"], joined["rest"]
    entries["length"] = lengths
    entries["offset"] = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    entries = entries[np.argsort(entries["key"], kind="stable")]
    body = HEAD.pack(MAGIC, VERSION, len(entries), 0) + entries.tobytes()
    return body + blake3.blake3(body).digest()
