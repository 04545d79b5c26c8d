"""One address for every principal of a tenant: a person, an app, or an app that was let in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.choices import PrincipalKind
from accounts.models import User
from accounts.views.apps import AppPage
from accounts.views.consents import ConnectedApp
from accounts.views.people import PersonPage
from accounts.views.tenant import TenantView


class PrincipalPage(TenantView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self._page_of(self.fetch_principal()).as_view()
        response: HttpResponse = page(request, **kwargs)
        return response

    def _page_of(self, principal: User) -> type[TenantView]:
        if principal.kind == PrincipalKind.PERSON:
            return PersonPage
        return AppPage if principal.as_service.is_home else ConnectedApp
