"""The link by which an app's maker asks an administrator elsewhere to let it in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from accounts.choices import ResourceType
from accounts.models import Tenant
from accounts.oauth.errors import Refused
from accounts.oauth.tenants import find_tenant
from portal.errors import NotFound
from portal.views import PortalView


class AdminConsent(PortalView):
    """Leads to the tenant's own page; the tenant may be left open."""

    def get(self, request: HttpRequest, tenant: str) -> HttpResponse:
        page = reverse("accounts:app-consent", args=[self._tenant(tenant).guid])
        query = QueryDict(mutable=True)
        query["app"] = request.GET.get("client_id", "")
        return HttpResponseRedirect(f"{page}?{query.urlencode()}")

    def _tenant(self, text: str) -> Tenant:
        """Others' tenants read as absent."""
        own: Tenant = self.request.user.tenant
        try:
            found = find_tenant(text) or own
        except Refused as error:
            raise NotFound("Nothing here that you can open.") from error
        if found != own and not self.access.can(f"{ResourceType.TENANT}/read", found.resource):
            raise NotFound("Nothing here that you can open.")
        return found
