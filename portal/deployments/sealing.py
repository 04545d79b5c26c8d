"""Secure parameters while a deployment goes on: in its row, but readable only with this
installation's own key, and gone when it ends.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from portal.deployments.planning.parameters import MASK
from portal.errors import PortalError


class Unreadable(PortalError):
    code = "SecureParametersLost"


LEAST = 4  # characters: what is shorter says little, and is found by chance everywhere


@dataclass(frozen=True)
class Secrets:
    """`values` of parameters; `template` where it may have such values written into it."""

    values: dict[str, Any] = field(default_factory=dict)
    template: str = ""

    def without(self, told: Any) -> Any:
        """`told` with stand-ins for what is secret."""
        if isinstance(told, str):
            for text in self._texts:
                told = told.replace(text, MASK)
            return told
        if isinstance(told, list):
            return [self.without(each) for each in told]
        if isinstance(told, dict):
            return {name: self.without(each) for name, each in told.items()}
        return told

    @cached_property
    def _texts(self) -> list[str]:
        """The longest first, since one may be a part of another."""
        found = {text for text in _leaves(self.values) if len(text) >= LEAST}
        return sorted(found, key=len, reverse=True)


def _leaves(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, list | dict):
            waiting.extend(current.values() if isinstance(current, dict) else current)


def seal(secrets: Secrets) -> str:
    if not secrets.values and not secrets.template:
        return ""
    return _box().encrypt(json.dumps([secrets.values, secrets.template]).encode()).decode()


def unseal(text: str) -> Secrets:
    """Raises Unreadable when it was sealed with another key."""
    if not text:
        return Secrets()
    try:
        return Secrets(*json.loads(_box().decrypt(text.encode())))
    except InvalidToken as error:
        raise Unreadable(
            "The secure parameters can no longer be read, because the installation's key has "
            "changed. Deploy the template again."
        ) from error


def _box() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"deployments").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
