"""What pages of one tenant have in common."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property

from accounts.choices import PRINCIPALS, ResourceType
from accounts.models import Group, Tenant, User
from portal.errors import NotFound
from portal.snippets import Script, Step, script, site_of
from portal.views import PortalView

CHANGE = f"{PRINCIPALS}/users/write"


def require_tenant(request: Any, guid: UUID) -> Tenant:
    """A directory is open to its own people, and to who may read its tenant; else NotFound."""
    tenant = Tenant.objects.select_related("resource").filter(resource__guid=guid).first()
    if tenant is None or not _is_open(request, tenant):
        raise NotFound("Nothing here that you can open.")
    return tenant


def _is_open(request: Any, tenant: Tenant) -> bool:
    is_own: bool = request.user.tenant_id == tenant.pk
    return is_own or request.access.can(f"{ResourceType.TENANT}/read", tenant.resource)


class TenantView(PortalView):
    """A page of the tenant that the address names."""

    @cached_property
    def tenant(self) -> Tenant:
        return require_tenant(self.request, self.kwargs["tenant"])

    @cached_property
    def may_change(self) -> bool:
        """Whether the reader may change the directory."""
        return bool(self.access.can(CHANGE, self.tenant.resource))

    def script(self, steps: Sequence[Step]) -> Script:
        """What the page does, for scripts."""
        return script(site_of(self.request), steps)

    def require_change(self, action: str = CHANGE) -> None:
        self.require(action, self.tenant.resource)

    def fetch_principal(self) -> User:
        found = self.tenant.users.filter(guid=self.kwargs["guid"]).first()
        if found is None:
            raise NotFound("Nobody here that you can open.")
        return found

    def fetch_group(self) -> Group:
        groups = self.tenant.groups.select_related("auth_group")
        found = groups.filter(guid=self.kwargs["guid"]).first()
        if found is None:
            raise NotFound("No group here that you can open.")
        return found
