"""Where the parts write: files in the data folder for a person at a terminal, else our own
output, so that a service manager or container keeps it."""

import shutil
import sys
from pathlib import Path
from typing import IO

from django.conf import settings

from portal.supervisor.parts import Name

MOST = 16 << 20  # bytes of one log file before it is set aside


def to_files() -> bool:
    return sys.stdout.isatty()


def folder() -> Path:
    return Path(settings.SIG_DATA) / "logs"


def open_log(name: Name) -> IO[bytes]:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return (folder() / f"{name}.log").open("ab")


def keep_small() -> None:
    """Set aside what has grown too long; the part goes on writing to the emptied file."""
    for file in folder().glob("*.log"):
        if file.stat().st_size > MOST:
            shutil.copyfile(file, file.with_suffix(".log.1"))
            with file.open("r+b") as opened:
                opened.truncate(0)
