"""Does a store take bytes and give the same back?"""

import os
import time
import uuid
from dataclasses import dataclass

import blake3

from imagestore.errors import ObjectDamaged
from imagestore.storage import Storage

SIZE = 1024 * 1024


@dataclass(frozen=True)
class Probe:
    """Seconds that writing and reading one MiB took."""

    write: float
    read: float


def probe(storage: Storage) -> Probe:
    """Write, read past the cache, hash, delete. Raises a StoreError that says what failed."""
    name, content = f"probe/{uuid.uuid4().hex}", os.urandom(SIZE)
    begun = time.perf_counter()
    sink = storage.create(name)
    sink.write([content])
    sink.commit()
    written = time.perf_counter()
    try:
        storage.forget_cached(name)
        buffer = bytearray(SIZE)
        storage.read_into(name, 0, memoryview(buffer))
        if blake3.blake3(buffer).digest() != blake3.blake3(content).digest():
            raise ObjectDamaged("The store gave back other bytes than it was given.")
    finally:
        storage.delete(name)
    return Probe(written - begun, time.perf_counter() - written)
