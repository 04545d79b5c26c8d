"""What can go wrong with stored bytes. `transient` alone decides whether to try again."""


class StoreError(Exception):
    """Root of this package. `code` is stable; the message says what, why and what to do."""

    code = "StoreError"
    transient = False


class StoreUnavailable(StoreError):
    """The store does not answer or answers with an I/O error."""

    code = "StoreUnavailable"
    transient = True


class StoreFull(StoreError):
    code = "StoreFull"
    transient = True


class StoreBusy(StoreError):
    """Somebody else holds the set; try again later."""

    code = "StoreBusy"
    transient = True


class ObjectMissing(StoreError):
    code = "ObjectMissing"


class ObjectDamaged(StoreError):
    """An object is torn, truncated or changed; it is never believed."""

    code = "ObjectDamaged"


class ChunkMissing(StoreError):
    code = "ChunkMissing"


class ChunkDamaged(StoreError):
    code = "ChunkDamaged"


class ManifestMissing(StoreError):
    code = "ManifestMissing"


class ImageRefused(StoreError):
    """A disk file that is not accepted, by a stable code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
