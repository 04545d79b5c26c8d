"""From what a caller asks for to a plan that can be carried out here."""

import hashlib
from dataclasses import dataclass
from typing import Any

from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.ids import ResourceId
from portal.api.resources import ArmResource, of_type
from portal.api.versions import ApiVersion
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.jsonc import within_bounds, write
from portal.deployments.language.values import get
from portal.deployments.planning.parameters import shown
from portal.deployments.planning.plan import Plan, make_plan
from portal.deployments.planning.resources import Planned
from portal.deployments.services.places import Place
from portal.deployments.services.requests import Asked, refuse_unserved
from portal.deployments.services.worlds import facts_for, world_of
from portal.errors import PortalError


@dataclass(frozen=True)
class Prepared:
    asked: Asked
    plan: Plan
    facts: dict[str, Any]
    template: str
    template_hash: str
    shown: dict[str, Any]  # the parameters, secure ones without value


def prepare(call: Call, place: Place, name: str, asked: Asked) -> Prepared:
    """Raises what can be known to be wrong before anything is made."""
    text = write(asked.template)
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts = facts_for(call, place, _deployment(name, asked, digest))
    plan = make_plan(asked.template, asked.given, world_of(facts))
    for planned in plan.steps:
        _check(planned)
    told = within_bounds(shown(plan.parameters), "parameters")
    return Prepared(asked, plan, facts, text, digest, told)


def handler_of(planned: Planned) -> ArmResource:
    """Whoever answers calls for it. Raises NotServed, InvalidInput, InvalidApiVersion."""
    type_ = ResourceId.parse(planned.id).type
    found = of_type(type_) or of_type(planned.type)
    if found is None or "put" not in found.verbs():
        raise NotServed(
            f"The type {planned.type[:200]} is not served here.",
            field=planned.path,
        )
    ApiVersion.parse(planned.version, found.floor)
    return found


def _check(planned: Planned) -> None:
    try:
        handler_of(planned)
        properties = get(planned.raw, "properties")
        if planned.is_deployment and isinstance(properties, dict):
            refuse_unserved(properties)
    except InvalidTemplate:
        raise
    except PortalError as error:
        error.field = f"{planned.path}.{error.field}" if error.field else planned.path
        raise


def _deployment(name: str, asked: Asked, digest: str) -> dict[str, Any]:
    """What deployment() tells."""
    version = str(get(asked.template, "contentVersion", "1.0.0.0"))[:100]
    told: dict[str, Any] = {
        "name": name,
        "properties": {
            "mode": "Incremental",
            "provisioningState": "Accepted",
            "templateHash": digest,
            "template": {"contentVersion": version},
            "parameters": {},
        },
    }
    return {**told, "location": asked.location} if asked.location else told
