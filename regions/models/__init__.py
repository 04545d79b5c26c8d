"""Tables of this app, one file per noun."""

from regions.models.claim import Claim, Replica, ReplicaDisk
from regions.models.content import DiskContent, DiskSet, DiskSetDisk
from regions.models.ledger import LedgerEntry
from regions.models.region import Region, RegionAllowance, Store
from regions.models.upload import Upload, UploadPart

__all__ = [
    "Claim",
    "DiskContent",
    "DiskSet",
    "DiskSetDisk",
    "LedgerEntry",
    "Region",
    "RegionAllowance",
    "Replica",
    "ReplicaDisk",
    "Store",
    "Upload",
    "UploadPart",
]
