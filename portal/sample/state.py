"""How far the sample organisation is: a word in the data folder, so that it is made once, goes on
after a stop, and does not come back after it was removed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from accounts.models import Tenant


class State(StrEnum):
    ABSENT = "absent"
    LOADING = "loading"
    LOADED = "loaded"
    REMOVED = "removed"


def read() -> State:
    try:
        return State(_file().read_text())
    except FileNotFoundError:
        return State.ABSENT


def write(state: State) -> None:
    _file().write_text(state)


@contextmanager
def alone() -> Iterator[None]:
    """Whoever makes it or takes it away waits for the other to leave."""
    with _file().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_wanted() -> bool:
    """On a new installation, and where a start was interrupted."""
    if not settings.SIG_SAMPLE:
        return False
    state = read()
    return state == State.LOADING or (state == State.ABSENT and not Tenant.objects.exists())


def _file() -> Path:
    return Path(settings.SIG_DATA) / "sample"
