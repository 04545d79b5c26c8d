"""What can go wrong with galleries, definitions and versions, by name."""

from portal.errors import Conflict, InvalidInput, NotFound


class NameTaken(Conflict):
    """Something else has the name, the identifier or the number already."""

    code = "NameTaken"


class NotEmpty(Conflict):
    """Nothing cascades: what is inside goes first."""

    code = "CannotDeleteResource"


class BeingDeleted(Conflict):
    code = "MarkedForDeletion"


class SourceInUse(Conflict):
    """Another version still copies from the one that should go."""

    code = "SourceInUse"


class NotShareable(Conflict):
    """The gallery is not meant for this way of sharing, or holds what cannot be shared."""

    code = "OperationNotAllowed"


class StillShared(Conflict):
    code = "GalleryIsShared"


class KeptUntilEndOfLife(Conflict):
    code = "DeleteGalleryImageVersionBlockedBeforeEndOfLife"


class SourceMismatch(InvalidInput):
    """The source is another kind of system than the definition says."""

    code = "SourceMismatch"


class NoLatest(NotFound):
    code = "NoLatestVersion"
