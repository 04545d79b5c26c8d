"""Manifests: which chunk stands where on a virtual disk.

A *leaf* lists up to 256 digests (64 MiB of disk), 32 zero bytes standing for a chunk of zeros; a
leaf of nothing but zeros is left out. The *root* lists the leaves. Both are named by the BLAKE3 of
their bytes, so unchanged leaves are shared between versions.
"""

import struct
from dataclasses import dataclass

import blake3

from imagestore.errors import ObjectDamaged

CHUNK = 256 * 1024
LEAF = 256
ZERO = bytes(32)
MAGIC = b"SIGROOT\0"
VERSION = 1
HEAD = struct.Struct("<8sIIQQQ")  # magic, version, chunk size, virtual size, occupied, leaves
REFERENCE = struct.Struct("<Q32s")


@dataclass(frozen=True)
class Root:
    """Sizes in bytes; `leaves` is (leaf number, leaf id), ascending, without all-zero leaves."""

    virtual_size: int
    occupied: int
    leaves: tuple[tuple[int, bytes], ...]

    def pack(self) -> bytes:
        head = HEAD.pack(MAGIC, VERSION, CHUNK, self.virtual_size, self.occupied, len(self.leaves))
        return head + b"".join(REFERENCE.pack(number, id_) for number, id_ in self.leaves)

    @property
    def id(self) -> str:
        return blake3.blake3(self.pack()).hexdigest()


def parse_root(raw: bytes, id_: str) -> Root:
    if blake3.blake3(raw).hexdigest() != id_:
        raise ObjectDamaged(f"Manifest {id_} is damaged.")
    magic, version, chunk, virtual, occupied, count = HEAD.unpack_from(raw)
    if magic != MAGIC or version != VERSION or chunk != CHUNK:
        raise ObjectDamaged(f"Manifest {id_} is of a format that this release does not read.")
    return Root(virtual, occupied, tuple(REFERENCE.iter_unpack(raw[HEAD.size :])))


def parse_leaf(raw: bytes, id_: bytes) -> list[bytes]:
    if blake3.blake3(raw).digest() != id_ or len(raw) % 32:
        raise ObjectDamaged(f"Manifest leaf {id_.hex()} is damaged.")
    return [raw[at : at + 32] for at in range(0, len(raw), 32)]
