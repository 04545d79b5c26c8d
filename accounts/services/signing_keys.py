"""The keys that tokens are signed with: files in the data folder, never rows.

The file's name tells when a key was made. A new one is published for an hour before it signs, so
that every process and client knows it by then; an old one still verifies for a day after its
successor took over, longer than any token lives.
"""

import logging
import os
import secrets
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, RSAKey

from accounts.choices import PRINCIPALS
from portal.audit.services import Actor, record

logger = logging.getLogger(__name__)

ALGORITHM = "RS256"
HOUR = 3600
DAY = 24 * HOUR
PUBLISHED_FIRST = HOUR
REPLACED_AFTER = 90 * DAY
VERIFIES_ON = DAY
REPLACE = f"{PRINCIPALS}/tokenKeys/action"
LONGEST = 8192  # characters of a token


def sign(claims: dict[str, Any]) -> str:
    key = _signing_key()
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def verify(token: str) -> dict[str, Any]:
    """The claims of a token that one of our keys signed; its times are the caller's to check.

    Raises JoseError.
    """
    if len(token) > LONGEST:
        raise JoseError("The token is too long.")
    try:
        return jwt.decode(token, KeySet(_keys()), registry=_registry()).claims
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise JoseError("The token is malformed.") from error


def public_keys() -> dict[str, Any]:
    """What clients verify with, as a JSON web key set."""
    _signing_key()  # there is always one
    public = [key.as_dict(private=False) for key in _keys()]
    return {"keys": [{**key, "use": "sig", "alg": ALGORITHM} for key in public]}


def replace_all(*, actor: Actor) -> None:
    """At once, for when a key may have leaked: every access token issued so far is refused."""
    old = _files()
    _make()
    for file in old:
        file.unlink(missing_ok=True)
    record(actor, REPLACE, None, "replaced every key that tokens are signed with")


def _registry() -> jws.JWSRegistry:
    return jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)


def _keys() -> list[Key]:
    found: list[Key] = []
    for file in _files():
        with suppress(FileNotFoundError):  # another process has just forgotten it
            found.append(_load(file))
    return found


def _signing_key() -> RSAKey:
    """The newest that has been published for long enough; made or replaced when it is time."""
    now, files = time.time(), _files()
    if not files or _made_at(files[-1]) < now - REPLACED_AFTER:
        _make()
        files = _files()
    known = [file for file in files if _made_at(file) <= now - PUBLISHED_FIRST]
    chosen = known[-1] if known else files[0]
    _forget_before(chosen, files)
    return _load(chosen)


def _forget_before(chosen: Path, files: list[Path]) -> None:
    """Keys that signed nothing which could still be alive."""
    if _made_at(chosen) + PUBLISHED_FIRST + VERIFIES_ON < time.time():
        for file in files[: files.index(chosen)]:
            file.unlink(missing_ok=True)


def _files() -> list[Path]:
    """The oldest first."""
    folder: Path = settings.SIG_TOKEN_KEYS
    return sorted(folder.glob("*.pem"), key=lambda file: (_made_at(file), file.name))


def _made_at(file: Path) -> int:
    made = file.name.partition("-")[0]
    return int(made) if made.isdecimal() else 0


def _make() -> None:
    """Whole or not at all. Two processes that make one at once both keep theirs: all verify."""
    folder: Path = settings.SIG_TOKEN_KEYS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{int(time.time())}-{secrets.token_hex(4)}.pem"
    draft = file.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(RSAKey.generate_key(2048).as_pem(private=True))
    draft.rename(file)
    logger.info("made a key to sign tokens with")


@lru_cache(maxsize=32)
def _load(file: Path) -> RSAKey:
    key = RSAKey.import_key(file.read_bytes())
    key.ensure_kid()
    return key
