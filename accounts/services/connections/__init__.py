"""Programs that act for a person: how they come to it, keep it, and lose it."""

from accounts.services.connections.codes import Browsing, exchange_code, find_code, issue_code
from accounts.services.connections.devices import (
    approve_device,
    begin_device_login,
    deny_device,
    find_device_login,
    open_device_login,
    poll_device,
    take_device,
)
from accounts.services.connections.family import (
    connections_of,
    end_connection,
    end_connections,
    find_refresh_token,
    new_refresh_token,
    open_connection,
    revoke,
    use_refresh_token,
)
from accounts.services.connections.programs import Asking, Program, find_program, require_may_ask

__all__ = [
    "Asking",
    "Browsing",
    "Program",
    "approve_device",
    "begin_device_login",
    "connections_of",
    "deny_device",
    "end_connection",
    "end_connections",
    "exchange_code",
    "find_code",
    "find_device_login",
    "find_program",
    "issue_code",
    "new_refresh_token",
    "open_connection",
    "open_device_login",
    "poll_device",
    "find_refresh_token",
    "use_refresh_token",
    "require_may_ask",
    "revoke",
    "take_device",
]
