"""Secure parameters while a deployment goes on: in its row, but readable only with this
installation's own key, and gone when it ends.
"""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from portal.errors import PortalError


class Unreadable(PortalError):
    code = "SecureParametersLost"


def seal(values: dict[str, Any]) -> str:
    return _box().encrypt(json.dumps(values).encode()).decode() if values else ""


def unseal(text: str) -> dict[str, Any]:
    """Raises Unreadable when it was sealed with another key."""
    if not text:
        return {}
    try:
        found: dict[str, Any] = json.loads(_box().decrypt(text.encode()))
    except InvalidToken as error:
        raise Unreadable(
            "The secure parameters can no longer be read, because the installation's key has "
            "changed. Deploy the template again."
        ) from error
    return found


def _box() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"deployments").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
