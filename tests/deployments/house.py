"""A resource group with people who may do different things in it."""

from dataclasses import dataclass
from typing import Any

from rest_framework.test import APIClient

from accounts.models import Access, ResourceGroup, User
from accounts.roles import CONTRIBUTOR, READER
from portal.audit.models import Via
from portal.audit.services import Actor
from portal.deployments.engine.run import work
from portal.deployments.engine.sweep import sweep
from portal.deployments.models import Deployment, DeploymentStep
from tests.support import factories
from tests.support.api import Caller, Token

VERSION = "2025-04-01"


@dataclass
class House:
    """`maya` deploys in `group`, `priya` reads it, `sofia` may do nothing."""

    group: ResourceGroup
    maya: User
    priya: User
    sofia: User

    def url(self, name: str = "main", rest: str = "") -> str:
        above = f"{self.group.resource.arm_id}/providers/Microsoft.Resources/deployments"
        return f"{above}/{name}{rest}" if name else above

    def thing(self, name: str) -> str:
        return f"{self.group.resource.arm_id}/providers/Contoso.Lab/things/{name}"

    def deploy(self, *resources: Any, name: str = "main", by: User | None = None, **more: Any):
        """PUT a template with these resources; `parameters` are the values."""
        return Caller(by or self.maya).put(
            self.url(name), body_of({"resources": list(resources), **more}), VERSION
        )

    def send(self, body: str | bytes) -> Any:
        """PUT a body as it stands."""
        access = Access.of(self.maya)
        token = Token(access, access, Actor(self.maya, Via.API), self.maya.tenant.guid)
        client = APIClient()
        client.force_authenticate(self.maya, token=token)
        address = f"{self.url()}?api-version={VERSION}"
        return client.generic("PUT", address, body, content_type="application/json")

    def finish(self, *resources: Any, **more: Any) -> dict[str, Any]:
        """Deploy, let workers work until nothing moves, and show how it ended."""
        response = self.deploy(*resources, **more)
        assert response.status_code in {200, 201}, response.data
        carry_out()
        return self.show(more.get("name", "main"))

    def show(self, name: str = "main") -> dict[str, Any]:
        shown: dict[str, Any] = Caller(self.maya).get(self.url(name), VERSION).data
        return shown

    def call(self, method: str, rest: str = "", body: Any = None, by: User | None = None) -> Any:
        caller = Caller(by or self.maya)
        return caller.call(method, self.url(rest=rest), body, VERSION)


def body_of(template: dict[str, Any], **given: Any) -> dict[str, Any]:
    given = {**template.pop("given", {}), **given}
    parameters = {name: {"value": value} for name, value in given.items()}
    return {"properties": {"mode": "Incremental", "template": template, "parameters": parameters}}


def build() -> House:
    contoso = factories.tenant("Contoso")
    group = factories.resource_group(factories.subscription(contoso, "Platform"), "images")
    maya, priya = factories.person(contoso, "Maya"), factories.person(contoso, "Priya")
    factories.grant(CONTRIBUTOR, maya, group)
    factories.grant(READER, priya, group)
    return House(group, maya, priya, factories.person(name="Sofia"))


def carry_out(turns: int = 12) -> None:
    """What the sweeper and workers do, without the waiting."""
    for _ in range(turns):
        Deployment.objects.update(not_before=None)
        for pk in sweep():
            work(pk)


def states(name: str = "main") -> dict[str, str]:
    """How far each step is."""
    steps = DeploymentStep.objects.filter(deployment__name=name)
    return dict(steps.order_by("ordinal").values_list("name", "state"))


def problem(response: Any) -> tuple[int, str]:
    """Its status, and the code of its error."""
    return response.status_code, response.data["error"]["code"]
