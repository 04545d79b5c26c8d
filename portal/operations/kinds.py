"""What each kind of operation knows of itself; apps register theirs when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.api.call import Call
from portal.operations.models import Operation, Status


@dataclass(frozen=True)
class Settled:
    """How it ended."""

    status: Status = Status.SUCCEEDED
    error_code: str = ""
    error_message: str = ""
    result: dict[str, Any] | None = None


Settle = Callable[[Operation], Settled | None]
Result = Callable[[Operation, Call], dict[str, Any] | None]
Cancel = Callable[[Operation, Call], None]


@dataclass(frozen=True)
class Kind:
    """`settle` tells the end from other rows, None while it goes on; `result` makes the body that
    the caller gets at the end; `cancel` stops the work and raises what stands in the way.
    """

    settle: Settle | None = None
    result: Result | None = None
    cancel: Cancel | None = None


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Called from `AppConfig.ready`."""
    _kinds[name] = kind


def kind_of(operation: Operation) -> Kind:
    """An operation of a kind that is no longer known keeps what its row says."""
    return _kinds.get(operation.kind, Kind())
