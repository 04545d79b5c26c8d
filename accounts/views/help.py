"""Help that carries this installation's own addresses."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.http import FileResponse, HttpRequest
from django.utils.functional import cached_property

from accounts.models import Application
from accounts.snippets import Pair, across, coding, logging_in, registering, trusting
from accounts.snippets.clients import AUTHORITY
from portal.errors import NotFound
from portal.snippets import Site, site_of
from portal.views import DetailPage, PortalView

MOST_APPS = 50


def authority_file() -> Path:
    return Path(settings.SIG_DATA, "tls", "ca.pem")


class HelpPage(DetailPage):
    @cached_property
    def site(self) -> Site:
        return site_of(self.request)

    @property
    def has_own_authority(self) -> bool:
        """Whether clients have to be told whom to trust."""
        return bool(settings.HAS_LOCAL_CA)

    def get_context(self) -> dict[str, Any]:
        return {"site": self.site, "tenant": self.request.user.tenant}


class Clients(HelpPage):
    """From az, the SDKs and Terraform."""

    template = "accounts/help_clients.html"

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "trusting": trusting(),
            "registering": registering(self.site),
            "logging_in": logging_in(self.site),
            "coding": coding(self.site),
        }


class CrossTenant(HelpPage):
    """One app that works in two tenants; with `?app=` its own ids stand in the examples."""

    template = "accounts/help_cross_tenant.html"

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "apps": self.apps,
            "chosen": self.chosen,
            "consent_address": self.consent_address,
            "examples": across(self.site, self.pair),
        }

    @cached_property
    def apps(self) -> list[Application]:
        """Multi-tenant ones of the own tenant, and those that it let in."""
        tenant = self.request.user.tenant
        own = Q(tenant=tenant, is_multi_tenant=True)
        let_in = Q(principals__tenant=tenant) & ~Q(tenant=tenant)
        found = Application.objects.filter(own | let_in).select_related("tenant__resource")
        return list(found.distinct().order_by("name", "id")[:MOST_APPS])

    @cached_property
    def chosen(self) -> Application | None:
        asked = self.request.GET.get("app", "")
        named = (app for app in self.apps if str(app.client_id) == asked)
        return next(named, self.apps[0] if len(self.apps) == 1 else None)

    @property
    def consent_address(self) -> str:
        app = self.chosen.client_id if self.chosen else "APPLICATION_ID"
        return f"{self.site.base}/organizations/adminconsent?client_id={app}"

    @property
    def pair(self) -> Pair:
        """An own app takes images elsewhere; one that was let in brings them here."""
        app = self.chosen
        if app is None:
            return Pair()
        own = self.site.tenant
        if str(app.tenant.guid) != own:
            return Pair(str(app.client_id), target=own, source=str(app.tenant.guid))
        return Pair(str(app.client_id), target=self._where_let_in(app), source=own)

    def _where_let_in(self, app: Application) -> str:
        let_in = app.principals.exclude(tenant=F("application__tenant")).order_by("id")
        found = let_in.select_related("tenant__resource").first()
        return str(found.tenant.guid) if found else Pair().target


class Authority(PortalView):
    """The certificate of this installation's own authority, for clients to trust."""

    def get(self, request: HttpRequest) -> FileResponse:
        if not settings.HAS_LOCAL_CA or not authority_file().exists():
            raise NotFound("This installation has no certificate authority of its own.")
        kind = "application/x-pem-file"
        file = authority_file().open("rb")
        return FileResponse(file, as_attachment=True, filename=AUTHORITY, content_type=kind)
