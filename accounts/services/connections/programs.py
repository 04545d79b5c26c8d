"""Programs by client id: well-known ones, and apps that are registered here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.clients import BY_ID
from accounts.models import Application, ServicePrincipal, Tenant, User
from accounts.services.tokens import is_guest
from portal.errors import Forbidden


@dataclass(frozen=True)
class Program:
    """Without `application`, a well-known one that anybody may run."""

    client_id: UUID
    name: str
    application: Application | None = None

    @property
    def publisher(self) -> str:
        """The domain of whoever registered it."""
        return self.application.tenant.domain if self.application else ""


@dataclass(frozen=True)
class Asking:
    """What a program wants, and from where it asks."""

    program: Program
    tenant: Tenant | None  # None: whichever the person is of
    scope: str
    browser: str
    address: str

    def columns(self) -> dict[str, Any]:
        """As the rows keep it that wait for a person."""
        return {
            "client_id": self.program.client_id,
            "tenant": self.tenant,
            "scope": self.scope[:1000],
            "browser": self.browser,
            "address": self.address,
        }


def find_program(client_id: UUID | None) -> Program | None:
    if client_id in BY_ID:
        return Program(client_id, BY_ID[client_id].name)
    apps = Application.objects.select_related("tenant__resource")
    found = apps.filter(client_id=client_id).first() if client_id else None
    return Program(found.client_id, found.name, found) if found else None


def require_may_ask(program: Program, user: User, tenant: Tenant | None) -> None:
    """Raises Forbidden unless this person can let the program act for them."""
    if tenant is not None and tenant.pk != user.tenant_id and not is_guest(user, tenant.guid):
        raise Forbidden(
            f"{program.name} asks for somebody of another organisation. You are signed in as "
            f"{user.sign_in_name}. Nobody was signed in there."
        )
    if program.application is not None and not _may_act_in(program.application, user.tenant):
        raise Forbidden(
            f"{program.name} has not been let into {user.tenant}. An Owner or User Access "
            "Administrator can consent to it. Nobody was signed in there."
        )


def _may_act_in(application: Application, tenant: Tenant) -> bool:
    live = ServicePrincipal.objects.filter(ServicePrincipal.live(), tenant=tenant)
    return live.filter(application=application).exists()
