"""One call of the API, without the protocol it came by: who asks, what for, which api-version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from portal.api.errors import not_found
from portal.api.versions import ApiVersion
from portal.errors import Forbidden, PortalError


@dataclass(frozen=True)
class Call:
    """`access` is what the principal may do, read from its live grants.

    `source_access` adds that of auxiliary tokens, and counts only for sources that a payload names.
    """

    user: Any
    actor: Any
    access: Any
    source_access: Any
    version: ApiVersion
    base: str  # https://host, without a final slash
    query: Mapping[str, str] = field(default_factory=dict)  # names lower-cased

    def option(self, name: str) -> str:
        return self.query.get(name.lower(), "")

    def fetch(
        self, queryset: Any, action: str = "", *, missing: PortalError | None = None, **lookup: Any
    ) -> Any:
        """The one row that the principal can see, else `missing` (ResourceNotFound)."""
        found = queryset.accessible(self.access, action).filter(**lookup).first()
        if found is None:
            raise missing or not_found()
        return found

    def require(self, action: str, card: Any) -> None:
        """Refuse, naming action and scope, unless the principal may do it on the card."""
        if not self.access.can(action, card):
            raise Forbidden(
                f"The client '{self.user}' with object id '{self.user.guid}' does not have "
                f"authorization to perform action '{action}' over scope '{card.arm_id}' or the "
                "scope is invalid. An Owner or User Access Administrator of it can give a role "
                "that allows it."
            )

    def url(self, path: str, **query: str) -> str:
        """Absolute, with this call's api-version."""
        return f"{self.base}{path}?{urlencode({'api-version': str(self.version), **query})}"
