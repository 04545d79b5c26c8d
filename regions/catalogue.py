"""The regions of this installation, read from SIG_REGIONS or from the built-in set."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BUILT_IN = Path(__file__).with_name("builtin.toml")
REQUIRED = ("name", "display_name", "latitude", "longitude")


@cache
def configuration() -> dict[str, dict[str, Any]]:
    """Regions by name. Raises ImproperlyConfigured naming the file and what is wrong in it."""
    file = Path(settings.SIG_REGIONS) if settings.SIG_REGIONS else BUILT_IN
    try:
        content = tomllib.loads(file.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"SIG_REGIONS={file}: {error}") from error
    regions = {entry.get("name", ""): _checked(entry, file) for entry in content.get("region", [])}
    if not regions:
        raise ImproperlyConfigured(f"SIG_REGIONS={file} names no region.")
    return regions


def _checked(entry: dict[str, Any], file: Path) -> dict[str, Any]:
    missing = [key for key in REQUIRED if key not in entry]
    if missing:
        raise ImproperlyConfigured(f"{file}: a region lacks {', '.join(missing)}.")
    if entry.get("zones", 0) not in {0, 3}:
        raise ImproperlyConfigured(f"{file}: {entry['name']} must have no zones or three.")
    for address in entry.get("stores", {}).values():
        if "://" in str(address) and not str(address).startswith("file://"):
            raise ImproperlyConfigured(
                f"{file}: the store {address} of {entry['name']} is not a folder. "
                "This release keeps bytes in folders, local or mounted."
            )
    return entry


def display_names() -> dict[str, str]:
    """Display names by name, in the order in which to offer them."""
    pairs = [(name, str(entry["display_name"])) for name, entry in configuration().items()]
    return dict(sorted(pairs, key=lambda pair: pair[1]))
