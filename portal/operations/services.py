"""Beginning, following and ending operations; the activity log tells of what they do."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Access, Resource, User
from portal.api.call import Call
from portal.errors import Conflict
from portal.operations.kinds import Settled, kind_of
from portal.operations.models import Operation, Status

KEPT = timedelta(days=7)


def begin(
    *, user: User | None, kind: str, target: str, subscription: str | UUID, region: str = "",
    data: dict[str, Any] | None = None,
) -> Operation:  # fmt: skip
    """`target` is the resource's id; call it in the transaction of what it stands for."""
    return Operation.objects.create(
        user=user,
        kind=kind,
        target_arm_id=target,
        subscription=subscription,
        region=region,
        data=data or {},
    )


def follow(operation: Operation) -> Operation:
    """With the state as of now."""
    settle = kind_of(operation).settle
    if operation.is_running and settle is not None and (settled := settle(operation)):
        end(operation, settled)
    return operation


def end(operation: Operation, settled: Settled) -> bool:
    """Keep how it ended, once: whoever comes second changes nothing. Whether this was first."""
    values = {
        "status": settled.status,
        "error_code": settled.error_code,
        "error_message": settled.error_message,
        "result": settled.result,
        "ended_at": timezone.now(),
        "progress": 100,
    }
    running = Operation.objects.filter(pk=operation.pk, status=Status.IN_PROGRESS)
    is_first = bool(running.update(**values))
    operation.refresh_from_db()
    return is_first


def succeed(operation: Operation, result: dict[str, Any] | None = None) -> bool:
    return end(operation, Settled(result=result))


def fail(operation: Operation, code: str, message: str) -> bool:
    return end(operation, Settled(Status.FAILED, code, message))


def cancel(operation: Operation, call: Call) -> None:
    """Raises Conflict when it has ended, or cannot be stopped."""
    stop = kind_of(operation).cancel
    if not follow(operation).is_running:
        raise Conflict(f"The operation has ended already: {operation.status}.")
    if stop is None:
        raise Conflict("This operation cannot be stopped. Wait until it ends.")
    stop(operation, call)
    end(operation, Settled(Status.CANCELED, "OperationCanceled", "It was canceled."))


def visible_to(user: Any, access: Access) -> QuerySet[Operation]:
    """Those that the user began, and those about what they can read. In one question, so that time
    does not tell what is hidden from what is not there.
    """
    target = Resource.objects.filter(access.readable(), arm_key=Lower(OuterRef("target_arm_id")))
    return Operation.objects.filter(Q(user=user) | Exists(target))


def forget_old() -> int:
    """Ended operations are kept for a week."""
    old = Operation.objects.filter(started_at__lt=timezone.now() - KEPT)
    return old.exclude(status=Status.IN_PROGRESS).delete()[0]
