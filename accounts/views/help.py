"""Help that carries this installation's own addresses."""

from typing import Any

from portal.snippets import site_of
from portal.views import DetailPage


class HelpPage(DetailPage):
    def get_context(self) -> dict[str, Any]:
        return {"site": site_of(self.request), "tenant": self.request.user.tenant}


class Clients(HelpPage):
    """From az, the SDKs and Terraform."""

    template = "accounts/help_clients.html"


class CrossTenant(HelpPage):
    """One app that works in two tenants."""

    template = "accounts/help_cross_tenant.html"
