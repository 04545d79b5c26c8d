"""What went wrong in a step, as the API tells it."""

from typing import Any

from django.db import OperationalError

from portal.api.errors import handle
from portal.deployments.engine.turn import LeaseLost
from portal.operations.models import Operation

PASSING = (LeaseLost, OperationalError)  # nothing is wrong with the step


def told(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and error, just as a caller of the resource itself would get them."""
    response = handle(error, {})
    return response.status_code, dict(response.data["error"])


def of_operation(operation: Operation) -> dict[str, Any]:
    return {
        "code": operation.error_code or str(operation.status),
        "message": operation.error_message or "It did not come to its end.",
    }
