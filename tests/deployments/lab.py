"""A resource type of its own for deployments to make: kept in memory, failing or slow on demand."""

from typing import Any

from accounts.models import ResourceGroup
from portal.api.call import Call
from portal.api.errors import group_not_found, not_found
from portal.api.ids import ResourceId
from portal.api.resources import Answer, ArmResource
from portal.errors import Conflict
from portal.operations import services
from portal.operations.models import Operation

TYPE = "Contoso.Lab/things"


class Lab(ArmResource):
    """`properties.fails` is refused; with `properties.slow` an operation begins, once."""

    type = TYPE
    floor = "2020-01-01"
    versions = ("2024-01-01",)

    def __init__(self) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.puts: list[str] = []

    def get(self, call: Call, id_: ResourceId) -> dict[str, Any]:
        self._group(call, id_)
        if id_.key not in self.things:
            raise not_found(str(id_))
        return self.things[id_.key]

    def put(self, call: Call, id_: ResourceId, body: dict[str, Any]) -> Answer:
        call.require(f"{TYPE}/write", self._group(call, id_).resource)
        properties = body.get("properties") or {}
        if "fails" in properties:
            raise Conflict(properties["fails"], code="LabSaysNo")
        self.puts.append(id_.name)
        known = self.things.get(id_.key, {})
        self.things[id_.key] = {"id": str(id_), "name": id_.name, "type": TYPE, **known, **body}
        operation = self._operation(call, id_) if properties.get("slow") else None
        return Answer(self.things[id_.key], 200 if known else 201, operation)

    def _group(self, call: Call, id_: ResourceId) -> ResourceGroup:
        key = str(id_).lower().partition("/providers/")[0]
        group: ResourceGroup = call.fetch(
            ResourceGroup.objects.select_related("resource"),
            resource__arm_key=key,
            missing=group_not_found(id_.resource_group),
        )
        return group

    def _operation(self, call: Call, id_: ResourceId) -> Operation:
        known = Operation.objects.filter(target_arm_id=str(id_)).first()
        return known or services.begin(
            user=call.user, kind="lab", target=str(id_), subscription=id_.subscription
        )


def thing(name: str, **more: Any) -> dict[str, Any]:
    return {"type": TYPE, "apiVersion": "2024-01-01", "name": name, **more}
