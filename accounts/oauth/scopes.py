"""What a scope asks for: one API of ours, and words of OpenID Connect."""

from accounts.oauth.errors import Refused
from accounts.services.tokens import DELEGATED, is_audience

OF_OPENID = {"openid", "profile", "email", "offline_access"}


def audience_of(scope: str, base: str) -> str:
    """The resource as the client wrote it, `https://host/` for `https://host//.default`."""
    resources = {_resource(item) for item in scope.split() if item.lower() not in OF_OPENID}
    resources.discard("")
    if len(resources) > 1:
        raise Refused(
            "invalid_scope",
            28000,
            "A token is for one resource only. Ask for the scopes of one at a time.",
        )
    audience = resources.pop() if resources else f"{base}/"
    if not is_audience(audience, base):
        raise Refused(
            "invalid_resource",
            500011,
            f"The resource principal named {audience[:100]} was not found in this tenant. Ask for "
            f"{base}/.default instead.",
        )
    return audience


def granted(scope: str, audience: str) -> str:
    """As clients file a token: what they asked for, and what it lets them do."""
    kept = [item for item in scope.split() if item.lower() not in OF_OPENID]
    return " ".join(dict.fromkeys([*kept, f"{audience}/{DELEGATED}"]))


def _resource(item: str) -> str:
    """Empty for a bare permission, such as User.Read, which is of our own API."""
    return item.rpartition("/")[0] if "://" in item else ""
