"""The data plane: pure Python, no Django, no Celery.

A *chunk* is 256 KiB of a virtual disk, aligned to its beginning and named by the BLAKE3 of its
bytes; chunks of zeros are neither stored nor sent. A *pack* is a file of chunks and counts once
its index exists. A *manifest* lists a disk's chunks in order. A *set* is one deep copy's place:
packs, manifests, drafts, proofs, quarantine. Two sets never share a byte.
"""
