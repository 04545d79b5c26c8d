"""What every client is given: whom to trust, and no way out of this machine."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".clients"

NOWHERE = "http://127.0.0.1:9"  # nothing listens: what should not leave fails at once


def environment(authority: Path, **more: str) -> dict[str, str]:
    """Of a client that trusts this authority alone; every other host is behind no proxy at all."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AZURE_", "ARM_", "SIG_")) and not name.lower().endswith("_proxy")
    }
    trust = dict.fromkeys(
        ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"), str(authority)
    )
    return {
        **inherited,
        **trust,
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "NO_PROXY": "127.0.0.1,localhost",
        **more,
    }
