"""Harm done to a set on the disk, as a failing disk does it."""

from imagestore.chunkset import ChunkSet


def flip_byte(held: ChunkSet, at: int = 100) -> str:
    """Change one byte of the last pack; its name."""
    packs = sorted(s.name for s in held.storage.list("packs") if s.name.endswith(".pack"))
    name = packs[-1]
    file = held.storage.root / name  # type: ignore[attr-defined]
    content = bytearray(file.read_bytes())
    content[at] ^= 0xFF
    file.write_bytes(content)
    return name
