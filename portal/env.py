"""Typed readers of the environment. Each names the variable and the value it cannot accept."""

import ipaddress
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is not a yes or no. Use 1 or 0.")


def whole_number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name}={value!r} must be a whole number of at least {least}.")
    return int(value)


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default or []


def path(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().resolve()


def both(first: str, second: str) -> tuple[str, str]:
    """Two that mean something only together."""
    values = text(first), text(second)
    if bool(values[0]) != bool(values[1]):
        raise ImproperlyConfigured(f"{first} and {second} must be set together, or neither.")
    return values


def networks(name: str, default: list[str]) -> list[Network]:
    """Addresses and networks, separated by commas."""
    try:
        return [ipaddress.ip_network(word) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must hold addresses or networks: {error}.") from error


def secret(name: str) -> str:
    """The variable itself, or the content of the file that `<name>_FILE` names."""
    file = text(f"{name}_FILE")
    if not file:
        return text(name)
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE={file!r} cannot be read: {error}.") from error
