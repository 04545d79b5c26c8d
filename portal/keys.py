"""Keys of this installation: made once in the data folder, readable by its owner only."""

import os
import secrets
import tempfile
from pathlib import Path


def secret_key(data: Path) -> str:
    """The signing key in `data`, made on first use. Two starters at once agree on one key."""
    file = data / "keys" / "secret-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create_once(file, secrets.token_urlsafe(64))
    return file.read_text()


def _create_once(file: Path, content: str) -> None:
    """Whole or not at all: linked into place, and only when nobody else was first."""
    handle, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as opened:
        opened.write(content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
