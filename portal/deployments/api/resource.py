"""A deployment as a resource: put from outside, or by another deployment."""

from typing import Any, ClassVar

from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.api.resources import Answer, ArmResource
from portal.deployments.api.bodies import DeploymentSerializer
from portal.deployments.api.shapes import show
from portal.deployments.errors import no_deployment
from portal.deployments.models import DELETE, READ, TYPE, WRITE, Deployment
from portal.deployments.pending import Pending
from portal.deployments.services import end
from portal.deployments.services.create import create
from portal.deployments.services.places import find_place
from portal.deployments.services.prepare import prepare
from portal.deployments.services.requests import check_name, read_request
from portal.errors import NotFound

FLOOR = "2015-11-01"


class DeploymentResource(ArmResource):
    type: ClassVar[str] = TYPE
    floor: ClassVar[str] = FLOOR
    request_serializer = response_serializer = DeploymentSerializer
    statuses: ClassVar = {"put": (200, 201), "delete": (204,)}
    versions: ClassVar[tuple[str, ...]] = (
        "2025-04-01", "2024-11-01", "2024-07-01", "2024-03-01", "2023-07-01", "2022-09-01",
        "2021-04-01", "2020-10-01", "2020-06-01", "2019-10-01", "2019-05-01", "2018-05-01",
    )  # fmt: skip

    def get(self, call: Call, id_: ResourceId) -> dict[str, Any]:
        found = find(call, id_)
        return show(found, found.steps.order_by("ordinal"))

    def put(self, call: Call, id_: ResourceId, body: dict[str, Any]) -> Answer:
        place = find_place(call, id_)
        call.require(WRITE, place.card)
        name = check_name(id_.name)
        prepared = prepare(call, place, name, read_request(body))
        made, is_new = create(call, place, name, prepared)
        shown = show(made, made.steps.order_by("ordinal"))
        return Answer(shown, 201 if is_new else 200, Pending(made))

    def delete(self, call: Call, id_: ResourceId) -> Answer:
        try:
            found = find(call, id_)
        except NotFound as error:
            if error.code != "DeploymentNotFound":
                raise
            return Answer(status=204)
        call.require(DELETE, found.scope)
        end.delete(found, actor=call.actor)
        return Answer(status=204)


def find(call: Call, id_: ResourceId) -> Deployment:
    """404 for what is absent or invisible."""
    place = find_place(call, id_)
    found: Deployment = call.fetch(
        Deployment.objects.select_related("scope").listed(),
        READ,
        missing=no_deployment(id_.name),
        scope=place.card,
        name__iexact=id_.name,
    )
    return found
