"""Where a script finds this installation, and as whom it signs in."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Site:
    """`tenant` is the one whose app signs in; `subscription` is what SDKs ask for at the start."""

    base: str
    tenant: str
    subscription: str = ""

    @property
    def is_secure(self) -> bool:
        """az and the SDKs sign in over TLS only."""
        return self.base.startswith("https://")

    @property
    def host(self) -> str:
        return self.base.partition("://")[2]


def site_of(request: Any, subscription: Any = None) -> Site:
    """As the reader's browser addresses it, with an app of the reader's own tenant.

    `subscription` is one, or its card.
    """
    base = request.build_absolute_uri("/").rstrip("/")
    return Site(base, str(request.user.tenant.guid), str(subscription.guid if subscription else ""))
