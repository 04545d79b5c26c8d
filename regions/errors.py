"""What can go wrong with regions and replicas, in words a person can act on."""

from portal.errors import Conflict, Forbidden, InvalidInput, LimitReached, PortalError

# What is stored on a replica that failed, by the code of the error: what to do about it.
ADVICE = {
    "StoreFull": "Free or add space in the region's store, then retry.",
    "StoreUnavailable": "Check that the store is mounted and answers, then retry.",
    "StoreStalled": "Check the store's disk or network, then retry.",
    "StoreUnknown": "Mount the store that belongs there, then retry.",
    "ChunkDamaged": "No undamaged copy was found. Retry when another region holds the image.",
    "SourceGone": "Publish again from a disk file, or delete this version.",
    "RegionNotAllowed": "Ask an installation administrator for access to the region, then retry.",
}


class UnknownRegion(InvalidInput):
    code = "LocationNotAvailableForResourceType"


class RegionNotAllowed(Forbidden):
    code = "RegionNotAllowed"


class ZonesMissing(InvalidInput):
    code = "ZrsNotSupported"


class SourceRefused(InvalidInput):
    """A disk file that is not accepted; the code says which rule it breaks."""


class LastCopy(Conflict):
    code = "LastCopy"


class UploadBusy(Conflict):
    """Another request is writing to the same upload."""

    code = "UploadBusy"
    status = 423


class WrongOffset(Conflict):
    code = "WrongOffset"


class UploadGone(Conflict):
    """Expired, cancelled, or already part of a version."""

    code = "UploadGone"
    status = 410


class UploadTooLarge(InvalidInput):
    code = "UploadTooLarge"
    status = 413


class TooManyUploads(LimitReached):
    """A person has as many unfinished uploads as one may have."""

    status = 429


class TooMuchStaged(LimitReached):
    """A subscription has as many bytes on their way in to a region as it may have."""

    status = 413


class NoRoom(PortalError):
    """The store could not keep the bytes; those that it kept before are safe."""

    code = "StoreFull"
    status = 507
