"""What can go wrong here, by name."""

from portal.errors import PortalError


class LockedOut(PortalError):
    """Too many wrong passwords for one sign-in name."""

    code = "TooManyAttempts"
    status = 429
