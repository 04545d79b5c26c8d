"""Domain errors know no protocol. Each edge (page, API, command) has one translator for them."""

from typing import Any


class PortalError(Exception):
    """Something the person asking can understand and act on.

    `code` is stable and machine readable, the message says what, why and what to do, `field`
    names the input it is about, `status` is the HTTP status an edge over HTTP answers with.
    """

    code = "BadRequest"
    status = 400

    def __init__(self, message: str, *, field: str = "", code: str = "", **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or self.code
        self.data = data


class InvalidInput(PortalError):
    """A value breaks a rule; `field` says which."""

    code = "InvalidParameter"
    status = 422


class NotFound(PortalError):
    """Absent, or not visible to the person asking: the two read alike."""

    code = "NotFound"
    status = 404


class Forbidden(PortalError):
    """Visible, but the action is not allowed."""

    code = "AuthorizationFailed"
    status = 403


class Conflict(PortalError):
    """True of the request alone, but not beside what exists now."""

    code = "Conflict"
    status = 409


class PropertyChangeNotAllowed(Conflict):
    """A property that is fixed at creation was to be changed."""

    code = "PropertyChangeNotAllowed"


class LimitReached(Conflict):
    code = "QuotaExceeded"
