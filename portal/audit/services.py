"""Writing the activity log. Call `record` inside the transaction of the change it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from portal import request_id
from portal.audit.models import Entry, Outcome, Via

COLUMNS = ("tenant_id", "subscription_id", "resource_group_id", "gallery_id", "definition_id")


class Principal(Protocol):
    """A user, a service principal, the operator at the console, or a worker."""

    @property
    def pk(self) -> Any: ...
    @property
    def kind(self) -> Any: ...


class Target(Protocol):
    """A resource card, as far as the log needs it."""

    pk: Any
    name: Any
    arm_id: Any
    type: Any


@dataclass(frozen=True)
class Actor:
    """Who acts, and through which edge."""

    principal: Principal
    via: Via


@dataclass(frozen=True)
class Worker:
    """What a background process signs its entries with."""

    name: str
    pk: None = None
    kind: str = "Worker"

    def __str__(self) -> str:
        return self.name


REPLICATION = Actor(Worker("Replication"), Via.WORKER)


def record(
    actor: Actor,
    action: str,
    target: Target | None,
    summary: str,
    *,
    outcome: Outcome = Outcome.SUCCEEDED,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    error: str = "",
) -> Entry:
    """Add one entry. `target` is None for what concerns the installation itself."""
    return Entry.objects.create(
        action=action,
        summary=summary,
        outcome=outcome,
        actor_id=actor.principal.pk,
        actor_name=str(actor.principal),
        actor_kind=actor.principal.kind,
        via=actor.via,
        request_id=request_id.current(),
        before=dict(before or {}),
        after=dict(after or {}),
        error=error,
        **(_columns_of(target) if target is not None else {}),
    )


def _columns_of(target: Target) -> dict[str, Any]:
    return {
        "target_id": target.pk,
        "target_name": target.name,
        "target_arm_id": target.arm_id,
        "type": target.type,
        **{column: getattr(target, column) for column in COLUMNS},
    }
