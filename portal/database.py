"""From a DATABASE_URL to Django's settings; SQLite in the data folder when none is given."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start, so that
# a transaction waits its turn instead of failing half way with "database is locked".
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
        "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
    ),
}


def from_url(url: str, data: Path) -> dict[str, Any]:
    if not url:
        return sqlite(data / "portal.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return postgresql(parts.path, parts)
    raise ImproperlyConfigured(
        f"DATABASE_URL starts with {parts.scheme!r}. Use sqlite:///path or postgresql://…"
    )


def sqlite(file: Path) -> dict[str, Any]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": SQLITE_OPTIONS}


def postgresql(path: str, parts: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": True, **dict(parse_qsl(parts.query))},
    }
