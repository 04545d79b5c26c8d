"""What a deployment would do: each resource of the template beside what is there now."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.api.resources import ArmResource
from portal.api.versions import ApiVersion
from portal.deployments.engine.errors import PASSING, told
from portal.deployments.engine.runtime import Asking
from portal.deployments.errors import TooMany
from portal.deployments.planning.parameters import masked, without_rules_for_secrets
from portal.deployments.planning.plan import Plan, make_plan
from portal.deployments.planning.resources import Planned
from portal.deployments.planning.template import MOST_RESOURCES
from portal.deployments.services.diff import changes_between
from portal.deployments.services.places import Place, find_place
from portal.deployments.services.prepare import Prepared, handler_of, prepare
from portal.deployments.services.requests import Asked, read_request
from portal.deployments.services.worlds import world_of
from portal.errors import NotFound, PortalError

Change = dict[str, Any]
SECONDS = 10.0  # of the processor's time, for all deployments inside one another


@dataclass
class Room:
    """How many resources may still be looked at, deployments inside included, and how long."""

    left: int = MOST_RESOURCES
    ends: float = field(default_factory=lambda: time.thread_time() + SECONDS)

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMany(
                f"All deployments inside one another may have {MOST_RESOURCES} resources."
            )
        if time.thread_time() > self.ends:
            raise TooMany("Looking at all of it takes too long. Ask about fewer resources at once.")


def changes_of(call: Call, place: Place, name: str, asked: Asked) -> list[Change]:
    """Secure values are stand-ins; nothing is made. Raises what prepare() raises."""
    return list(_changes(call, place, name, asked, Room()))


def _changes(call: Call, place: Place, name: str, asked: Asked, room: Room) -> Iterator[Change]:
    plan = _shown_plan(prepare(call, place, name, asked))
    for planned in plan.steps:
        room.take()
        try:
            if planned.is_deployment:
                yield from _inside(call, plan, planned, room)
            else:
                yield _change(call, plan, planned)
        except PASSING:
            raise
        except TooMany:
            raise
        except PortalError as error:
            yield _unknown(planned, told(error)[1])


def _shown_plan(prepared: Prepared) -> Plan:
    """The same with stand-ins, which need not meet the rules for secrets."""
    template = without_rules_for_secrets(prepared.asked.template)
    return make_plan(template, masked(prepared.plan.parameters), world_of(prepared.facts))


def _inside(call: Call, plan: Plan, planned: Planned, room: Room) -> Iterator[Change]:
    body = plan.body_of(planned, Asking(call, plan))
    place = find_place(call, ResourceId.parse(planned.id))
    yield from _changes(call, place, planned.name, read_request(body), room)


def _change(call: Call, plan: Plan, planned: Planned) -> Change:
    id_, handler = ResourceId.parse(planned.id), handler_of(planned)
    wanted = plan.body_of(planned, Asking(call, plan))
    before = _there(replace(call, version=ApiVersion(planned.version)), handler, id_)
    after = {
        "apiVersion": planned.version,
        "id": planned.id,
        "name": id_.name,
        "type": planned.type,
        **wanted,
    }
    if before is None:
        return _told(planned, "Create", before=None, after=after, delta=None)
    delta = changes_between(before, wanted)
    kind = "Modify" if delta else "NoChange"
    return _told(planned, kind, before=before, after=after, delta=delta)


def _there(call: Call, handler: ArmResource, id_: ResourceId) -> dict[str, Any] | None:
    try:
        return handler.get(call, id_)
    except NotFound:
        return None


def _told(planned: Planned, kind: str, **more: Any) -> Change:
    return {"resourceId": planned.id, "changeType": kind, **more}


def _unknown(planned: Planned, error: dict[str, Any]) -> Change:
    """What depends on something that is not there yet cannot be told."""
    return _told(planned, "Unsupported", unsupportedReason=error["message"])
