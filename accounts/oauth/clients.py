"""Programs as Authlib asks about them, and how an app proves itself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.clients import is_loopback
from accounts.models import Application, AppSecret, ServicePrincipal, Tenant
from accounts.models.apps import Credential
from accounts.services.apps.secrets import digest_of
from accounts.services.connections import Program, find_program

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
OF_PEOPLE = {"authorization_code", "refresh_token", DEVICE_CODE}
SECRET, ASSERTION, NONE = "client_secret_post", "client_assertion_jwt", "none"


@dataclass
class Client:
    """A program, and what it has shown of itself in this request."""

    program: Program
    credential: Credential | None = None  # what it has proved itself with

    @property
    def client_id(self) -> UUID:
        return self.program.client_id

    @property
    def application(self) -> Application | None:
        return self.program.application

    def get_client_id(self) -> str:
        return str(self.client_id)

    def get_default_redirect_uri(self) -> None:
        """Programs say where they wait."""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        """A program on the person's own machine may listen on any port."""
        if self.application is None:
            return is_loopback(address)
        known = self.application.redirect_uris
        return address in known or (is_loopback(address) and _without_port(address) in known)

    def check_client_secret(self, value: str) -> bool:
        """Remembers which, so that its tokens end with it."""
        if self.application is None:
            return False
        live = self.application.secrets.filter(AppSecret.live(), digest=digest_of(value))
        self.credential = live.first()
        return self.credential is not None

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == NONE if self.application is None else method in {SECRET, ASSERTION, NONE}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == "client_credentials":
            return self.application is not None
        return grant_type in OF_PEOPLE

    def principal_in(self, tenant: Tenant) -> ServicePrincipal | None:
        """While it may act there."""
        if self.application is None:
            return None
        live = self.application.principals.filter(ServicePrincipal.live(), tenant=tenant)
        return live.select_related("user__tenant__resource", "application").first()


def find_client(client_id: Any) -> Client | None:
    program = find_program(uuid_of(client_id))
    return Client(program) if program else None


def mark_used(credential: Credential) -> None:
    type(credential)._base_manager.filter(pk=credential.pk).update(last_used_at=timezone.now())


def uuid_of(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _without_port(address: str) -> str:
    """`http://localhost:1234/path` as `http://localhost/path`, the way they are registered."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    return f"{scheme}://{name}{slash}{path}"
