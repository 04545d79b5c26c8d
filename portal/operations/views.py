"""Where callers follow an operation until it ends."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.errors import envelope, not_found
from portal.api.shapes import iso
from portal.api.views import ArmView
from portal.operations import services
from portal.operations.kinds import kind_of
from portal.operations.models import RETRY_AFTER, Operation, Status


class FollowView(ArmView):
    def find(self, guid: str) -> Operation:
        visible = services.visible_to(self.call.user, self.call.access)
        found = _named(visible, guid, self.kwargs["subscription"])
        if found is None:
            raise not_found()
        return found


class OperationView(FollowView):
    """The state; with `monitor=true` the result, once there is one."""

    def get(self, request: Request, operation: str, **names: str) -> Response:
        found = services.follow(self.find(operation))
        if self.call.option("monitor"):
            return self.result(found)
        return Response(state(found), headers=wait(found))

    def result(self, operation: Operation) -> Response:
        if operation.is_running:
            return Response(status=202, headers=operation.headers(self.call))
        if operation.status != Status.SUCCEEDED:
            return Response(_error(operation), 409)
        make = kind_of(operation).result
        body = make(operation, self.call) if make else operation.result
        return Response(body, 200 if body is not None else 204)


class CancelView(FollowView):
    def post(self, request: Request, operation: str, **names: str) -> Response:
        found = self.find(operation)
        services.cancel(found, self.call)
        return Response(state(found))


def state(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": str(operation.guid),
        "status": operation.status,
        "startTime": iso(operation.started_at),
        "percentComplete": operation.progress,
    }
    if operation.ended_at:
        told["endTime"] = iso(operation.ended_at)
    if operation.error_code:
        told |= _error(operation)
    return told


def wait(operation: Operation) -> dict[str, str]:
    return {"Retry-After": RETRY_AFTER} if operation.is_running else {}


def _error(operation: Operation) -> dict[str, Any]:
    return envelope(operation.error_code, operation.error_message)


def _named(visible: Any, guid: str, subscription: str) -> Operation | None:
    try:
        found: Operation | None = visible.filter(
            guid=UUID(guid), subscription=UUID(subscription)
        ).first()
        return found
    except ValueError:
        return None
