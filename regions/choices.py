"""Closed lists of this app."""

from django.db.models import TextChoices


class StorageType(TextChoices):
    STANDARD_LRS = "Standard_LRS", "Standard LRS"
    STANDARD_ZRS = "Standard_ZRS", "Standard ZRS"
    PREMIUM_LRS = "Premium_LRS", "Premium LRS"


class Tier(TextChoices):
    STANDARD = "standard", "Standard"
    PREMIUM = "premium", "Premium"


class ContentState(TextChoices):
    """WAITING -> INGESTING -> STORED, or FAILED, from which a retry goes back to WAITING."""

    WAITING = "Waiting"
    INGESTING = "Ingesting"
    STORED = "Stored"
    FAILED = "Failed"


class SourceKind(TextChoices):
    FILE = "file", "Disk file on this machine"
    UPLOAD = "upload", "Uploaded disk file"
    CONTENT = "content", "Image version of another tenant"


class ReplicaState(TextChoices):
    """WAITING -> COPYING -> PROVING -> READY; COPYING and PROVING may end FAILED or CANCELLED,
    from which a retry goes back to WAITING."""

    WAITING = "Waiting"
    COPYING = "Copying"
    PROVING = "Proving"
    READY = "Ready"
    FAILED = "Failed"
    CANCELLED = "Cancelled"


class RegionState(TextChoices):
    """What the public service says of a version in one region."""

    UNKNOWN = "Unknown"
    REPLICATING = "Replicating"
    COMPLETED = "Completed"
    FAILED = "Failed"


class LedgerKind(TextChoices):
    READY = "ReplicaReady", "Replica ready"
    REMOVED = "ReplicaRemoved", "Replica removed"
    CROSSED = "BytesCrossed", "Bytes crossed regions"


class UploadState(TextChoices):
    RECEIVING = "Receiving"
    COMPLETE = "Complete"
    USED = "Used"
    EXPIRED = "Expired"
