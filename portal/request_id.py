"""One id per request, task or command, carried into every log line and activity entry."""

import re
import uuid
from contextvars import ContextVar

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    return _current.get()


def begin(proposed: str = "") -> str:
    """Take the caller's id when it is well formed, else make one."""
    value = proposed if WELL_FORMED.fullmatch(proposed) else str(uuid.uuid4())
    _current.set(value)
    return value
