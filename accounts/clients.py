"""Programs that everybody has, and that bring their own client id: nobody registers them here."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

LONGEST = 500
PLAIN_HOST = re.compile(r"[\w.\[\]:-]+")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class KnownClient:
    """Runs on a person's own machine, keeps no secret, and may listen on any port there."""

    client_id: UUID
    name: str


AZURE_CLI = KnownClient(UUID("04b07795-8ddb-461a-bbee-02f9e1bf7b46"), "Azure CLI")
AZURE_POWERSHELL = KnownClient(UUID("1950a258-227b-4e31-a9cf-717495945fc2"), "Azure PowerShell")

BY_ID = {client.client_id: client for client in (AZURE_CLI, AZURE_POWERSHELL)}


def is_plain(parts: SplitResult) -> bool:
    """A host and perhaps a port, with nothing that means more in a header. Raises ValueError."""
    return PLAIN_HOST.fullmatch(parts.netloc) is not None and parts.port != 0


def is_loopback(address: str) -> bool:
    """Whether a browser sent there stays on the person's own machine."""
    if len(address) > LONGEST or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        is_http = parts.scheme == "http" and not parts.fragment
        return is_http and parts.hostname in LOOPBACK and is_plain(parts)
    except ValueError:
        return False
