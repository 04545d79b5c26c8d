"""What can stand in the way of a deployment."""

from portal.errors import Conflict, InvalidInput, NotFound


class DeploymentActive(Conflict):
    code = "DeploymentActive"


class CannotCancel(Conflict):
    code = "DeploymentCannotBeCancelled"


class TooMany(Conflict):
    code = "DeploymentQuotaExceeded"


class TimeSpent(Conflict):
    """Working it out has taken all the processor's time that it may take."""

    code = "DeploymentProcessorTimeExceeded"


class InvalidName(InvalidInput):
    code = "InvalidDeploymentName"


def no_deployment(name: str) -> NotFound:
    return NotFound(f"Deployment '{name}' could not be found.", code="DeploymentNotFound")
