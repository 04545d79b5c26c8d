"""A deployment that goes on, as an answer of the API tells it."""

from dataclasses import dataclass

from portal.api.call import Call
from portal.deployments.models import Deployment
from portal.operations.models import RETRY_AFTER


@dataclass(frozen=True)
class Pending:
    deployment: Deployment

    @property
    def is_running(self) -> bool:
        return self.deployment.is_active

    def headers(self, call: Call) -> dict[str, str]:
        path = f"{self.deployment.arm_id}/operationStatuses/{self.deployment.guid}"
        return {"Azure-AsyncOperation": call.url(path), "Retry-After": RETRY_AFTER}
