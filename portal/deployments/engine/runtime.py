"""What reference() asks for."""

from dataclasses import replace
from typing import Any

from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.ids import ResourceId
from portal.api.resources import ArmResource, of_type
from portal.api.versions import ApiVersion
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.values import Value
from portal.deployments.planning.plan import Plan
from portal.deployments.planning.resources import Planned


class Asking:
    """Asks the resources' own handlers, as the caller, and each only once."""

    def __init__(self, call: Call, plan: Plan) -> None:
        self.call, self.plan = call, plan
        self._known: dict[str, dict[str, Any]] = {}

    def reference(self, name: str, version: str, *, full: bool) -> Value:
        found = self.plan.lookup.named(name)
        if len(found) > 1:
            raise InvalidTemplate("several resources of the template are meant; give an id.")
        if not found and not name.startswith("/"):
            raise InvalidTemplate("no resource of the template is meant; give a full id.")
        planned = found[0] if found else None
        id_ = ResourceId.parse(planned.id if planned else name)
        body = self._body(id_, version or (planned.version if planned else ""))
        return _full(id_, body, planned) if full else body.get("properties") or {}

    def references(self, symbol: str, *, full: bool) -> Value:
        found = self.plan.lookup.symbol(symbol)
        return [
            self.reference(each.id, each.version, full=full) for each in found if each.is_wanted
        ]

    def _body(self, id_: ResourceId, version: str) -> dict[str, Any]:
        if id_.key not in self._known:
            handler = handler_for(id_)
            asked = ApiVersion.parse(version or default_version(handler), handler.floor)
            call = replace(self.call, version=asked)
            self._known[id_.key] = handler.get(call, id_)
        return self._known[id_.key]


def handler_for(id_: ResourceId) -> ArmResource:
    found = of_type(id_.type) or of_type(id_.type.replace("/subscriptions/", "/", 1))
    if found is None:
        raise NotServed(f"The type {id_.type} is not served here.")
    return found


def default_version(handler: ArmResource) -> str:
    return (handler.versions or (handler.floor,))[0]


def _full(id_: ResourceId, body: dict[str, Any], planned: Planned | None) -> dict[str, Any]:
    return {
        **body,
        "apiVersion": planned.version if planned else "",
        "resourceId": str(id_).partition("/providers/")[2],
        "subscriptionId": id_.subscription,
        "resourceGroupName": id_.resource_group,
        "isTemplateResource": planned is not None,
        "condition": True,
    }
