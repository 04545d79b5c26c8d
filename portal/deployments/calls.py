"""Calls that a deployment makes, for whoever deployed."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Access
from accounts.services.apps.principals import access_of
from portal.api.call import Call
from portal.api.versions import ApiVersion
from portal.audit.models import Via
from portal.audit.services import Actor
from portal.deployments.models import Deployment


@dataclass(frozen=True)
class StepCall(Call):
    """Rights are read anew for each, so what is taken from somebody is gone for the next step."""

    correlation_id: str = ""
    step: UUID | None = None
    is_private: bool = False  # what is put may hold values of secure parameters


def call_for(deployment: Deployment, version: str, step: UUID | None = None) -> StepCall:
    user = deployment.user
    access = access_of(user) if user is not None else Access()
    return StepCall(
        user=user,
        actor=Actor(user, Via.API) if user is not None else None,
        access=access,
        source_access=access,
        version=ApiVersion(version),
        base=deployment.world["environment"]["resourceManager"],
        correlation_id=deployment.correlation_id,
        step=step,
        is_private=bool(deployment.sealed),
    )


def correlation_of(call: Call) -> str:
    """The same for all that one call sets off."""
    return call.correlation_id if isinstance(call, StepCall) else str(uuid.uuid4())


def is_private(call: Call) -> bool:
    return isinstance(call, StepCall) and call.is_private


def step_of(call: Call) -> UUID | None:
    return call.step if isinstance(call, StepCall) else None
