"""What can go wrong here, by name."""

from portal.errors import PortalError


class LockedOut(PortalError):
    """Too many wrong passwords for one sign-in name."""

    code = "TooManyAttempts"
    status = 429


class InvalidToken(PortalError):
    """A bearer token that opens nothing; the message never says more than its holder may know."""

    code = "InvalidAuthenticationToken"
    status = 401
