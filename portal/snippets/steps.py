"""One thing to do, in the words of every tool that can do it."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.api.ids import ResourceId

Lines = Sequence[str]


def option(name: str, value: Any) -> str:
    """`--name value` as a shell reads it."""
    return f"{name} {shlex.quote(str(value))}"


@dataclass(frozen=True)
class Call:
    """A call of the resource manager. `path` has neither host nor api-version."""

    method: str
    path: str
    version: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> ResourceId:
        return ResourceId.parse(self.path)


@dataclass(frozen=True)
class Sdk:
    """A method of the Python SDK: which client, what it is called, and with what."""

    client: str
    method: str
    arguments: Sequence[Any] = ()
    shows: str = ""  # of a list, what to print of each
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """`note` says what it does. What a tool cannot do, it leaves out."""

    note: str
    call: Call | None = None
    az: Lines = ()
    sdk: Sdk | None = None
    command: Lines = ()
