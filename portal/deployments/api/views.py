"""Addresses of deployments, in resource groups and subscriptions."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.errors import NotServed, not_found
from portal.api.ids import ResourceId
from portal.api.odata import parse_filter
from portal.api.views import ArmView, ListView, ResourceView
from portal.deployments.api.bodies import (
    DeploymentOperationSerializer,
    DeploymentSerializer,
    DeploymentStatusSerializer,
    ExportedTemplateSerializer,
    WhatIfSerializer,
)
from portal.deployments.api.parsers import LenientParser
from portal.deployments.api.resource import FLOOR, DeploymentResource, find
from portal.deployments.api.shapes import show, show_status, show_step, show_validated
from portal.deployments.engine.what_if import changes_of
from portal.deployments.language.jsonc import read
from portal.deployments.models import (
    CANCEL,
    EXPORT,
    READ,
    TYPE,
    VALIDATE,
    WHAT_IF,
    Deployment,
    DeploymentStep,
)
from portal.deployments.services import end
from portal.deployments.services.places import Place, find_place
from portal.deployments.services.prepare import prepare
from portal.deployments.services.requests import check_name, read_request
from portal.deployments.wake import wake
from portal.errors import InvalidInput
from portal.operations.models import RETRY_AFTER
from portal.paging import SIZE


class Addressed(ArmView):
    """The deployment's id out of the address, whichever way it is written."""

    floor: ClassVar[str] = FLOOR
    parser_classes = (LenientParser,)

    @property
    def id(self) -> ResourceId:
        group = self.kwargs.get("group")
        above = f"/subscriptions/{self.kwargs['subscription']}"
        above = f"{above}/resourceGroups/{group}" if group else above
        name = self.kwargs.get("deployment", "none")
        return ResourceId.parse(f"{above}/providers/{TYPE}/{name}")

    def find(self) -> Deployment:
        return find(self.call, self.id)

    def place(self, action: str) -> Place:
        """Where it lies, when the caller may do this there."""
        found = find_place(self.call, self.id)
        self.call.require(action, found.card)
        return found


class DeploymentView(Addressed, ResourceView):
    resource = DeploymentResource()

    def get_floor(self) -> str:
        return FLOOR


class DeploymentsView(Addressed, ListView):
    """The newest first, without their dependencies: those are told of each alone."""

    response_serializer = DeploymentSerializer
    query_options: ClassVar = {"$filter": "provisioningState eq 'Failed', or another state."}
    order = ("-id",)

    def get_queryset(self) -> Any:
        place = find_place(self.call, self.id)
        found = Deployment.objects.accessible(self.call.access, READ).filter(scope=place.card)
        for term in parse_filter(self.call.option("$filter")):
            if (term.field.lower(), term.op) != ("provisioningstate", "eq"):
                raise InvalidInput("Deployments are filtered by provisioningState eq.")
            found = found.filter(state__iexact=term.value)
        return found.listed().select_related("scope")

    def get_size(self) -> int:
        """Each may be large."""
        return min(super().get_size(), SIZE)

    def show(self, row: Deployment) -> dict[str, Any]:
        return show(row, [])


class ValidateView(Addressed):
    """Whatever can be known to be wrong is told, and nothing is made."""

    request_serializer = response_serializer = DeploymentSerializer
    statuses: ClassVar = {"post": (200,)}

    def post(self, request: Request, **names: str) -> Response:
        place = self.place(VALIDATE)
        name = check_name(self.id.name)
        prepared = prepare(self.call, place, name, read_request(self.body))
        return Response(show_validated(self.id, place, prepared))


class WhatIfView(Addressed):
    """What would be made and changed. Answered at once: it only looks at what is there."""

    request_serializer = DeploymentSerializer
    response_serializer = WhatIfSerializer
    statuses: ClassVar = {"post": (200,)}

    def post(self, request: Request, **names: str) -> Response:
        place = self.place(WHAT_IF)
        name = check_name(self.id.name)
        changes = changes_of(self.call, place, name, read_request(self.body))
        if self._only_ids():
            changes = [{key: change[key] for key in KEPT if key in change} for change in changes]
        return Response({"status": "Succeeded", "properties": {"changes": changes}})

    def _only_ids(self) -> bool:
        settings = self.body["properties"].get("whatIfSettings")
        wanted = settings.get("resultFormat") if isinstance(settings, dict) else ""
        return str(wanted).lower() == "resourceidonly"


KEPT = ("resourceId", "changeType", "unsupportedReason")


class CancelView(Addressed):
    """No further resource is begun; what has begun goes on."""

    statuses: ClassVar = {"post": (204,)}

    def post(self, request: Request, **names: str) -> Response:
        found = self.find()
        self.call.require(CANCEL, found.scope)
        end.cancel(found, actor=self.call.actor)
        return Response(status=204)


class ExportView(Addressed):
    """The template, as it was sent."""

    response_serializer = ExportedTemplateSerializer
    statuses: ClassVar = {"post": (200,)}

    def post(self, request: Request, **names: str) -> Response:
        found = self.find()
        self.call.require(EXPORT, found.scope)
        if not found.template:
            raise NotServed(
                "The template is not kept, because it may hold values of secure parameters. Export "
                "that of the deployment around it."
            )
        return Response({"template": read(found.template)})


class StatusView(Addressed):
    """Polled until it ends. A poll also wakes workers, so that nobody waits for the sweeper."""

    response_serializer = DeploymentStatusSerializer

    def get(self, request: Request, operation: str, **names: str) -> Response:
        found = self.find()
        if str(found.guid) != operation.lower():
            raise not_found(f"operation '{operation[:64]}'")
        if not found.is_active:
            return Response(show_status(found))
        if Deployment.objects.active().free().due().filter(pk=found.pk).exists():
            wake([found.pk])
        return Response(show_status(found), headers={"Retry-After": RETRY_AFTER})


class StepsView(Addressed, ListView):
    """The deployment's operations: one for each resource."""

    response_serializer = DeploymentOperationSerializer
    order = ("ordinal",)

    def get_queryset(self) -> Any:
        self.deployment = self.find()
        return DeploymentStep.objects.filter(deployment=self.deployment)

    def show(self, row: DeploymentStep) -> dict[str, Any]:
        return show_step(self.deployment, row)


class StepView(Addressed):
    response_serializer = DeploymentOperationSerializer

    def get(self, request: Request, operation: str, **names: str) -> Response:
        deployment = self.find()
        guid = _guid(operation)
        steps = DeploymentStep.objects.filter(deployment=deployment)
        step = steps.filter(guid=guid).first() if guid else None
        if step is None:
            raise not_found(f"operation '{operation[:64]}'")
        return Response(show_step(deployment, step))


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
