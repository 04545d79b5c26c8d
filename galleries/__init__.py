"""What is shared.

A *gallery* holds *image definitions* (publisher, offer, SKU, OS, state, generation); a definition
holds *image versions* (Major.Minor.Patch), each an immutable disk set kept as replicas in regions.
To people browsing, a definition is an *image*. `latest` is worked out, never stored.
"""
