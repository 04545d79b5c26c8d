"""Where bytes are.

A *region* has no zones or three, and *stores*: one place for bytes per zone and tier. A *disk
content* is the immutable bytes of one virtual disk; a *disk set* is the OS disk and data disks of
one version. A *claim* says what is wanted (this disk set in this region, so many replicas on this
storage type); a *replica* says what is there (one deep copy, with state, bytes and proof). The
*ledger* keeps every replica that became ready or was removed and every byte that crossed regions.
"""
