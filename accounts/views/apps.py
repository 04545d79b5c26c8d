"""Apps of a tenant: registering, changing and deleting them, and the page of one."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from accounts.forms.apps import AppForm, NewAppForm, app_initial
from accounts.models import Application, AppSecret, ServicePrincipal
from accounts.services import apps
from accounts.services.apps import registration, secrets
from accounts.services.apps.registration import principals_of
from accounts.snippets import registering_app, signing_in
from accounts.views.access_rows import counted
from accounts.views.held_roles import held_by_user
from accounts.views.rotation import rotation_of
from accounts.views.service import ServicePart
from accounts.views.tenant import TenantView
from portal.errors import NotFound
from portal.snippets import site_of
from portal.views import ConfirmPage, Consequence, DetailPage, FormPage


class AppPart(ServicePart):
    """A page about an app at home in the tenant."""

    @cached_property
    def service(self) -> ServicePrincipal:
        """The app's service principal here."""
        services = ServicePrincipal.objects.select_related("user", "application__tenant__resource")
        at_home = services.filter(tenant=self.tenant, application__tenant=self.tenant)
        found = at_home.filter(user__guid=self.kwargs["guid"]).first()
        if found is None:
            raise NotFound("No app here that you can open.")
        return found

    @property
    def application(self) -> Application:
        return self.service.application


class AppPage(AppPart, DetailPage):
    """Its credentials, where it works, and what it may do here."""

    template = "accounts/app.html"

    def get_context(self) -> dict[str, Any]:
        may_hold = bool(self.access.can(secrets.WRITE, self.tenant.resource))
        return {
            "tenant": self.tenant,
            "app": self.application,
            "elsewhere": principals_of(self.application)[1:],
            "groups": self.tenant.groups.filter(auth_group__user=self.object).order_by("name"),
            "held": held_by_user(self.object, self.access),
            "script": signing_in(site_of(self.request), self.application),
            "may_change": self.may_change,
            "may_hold": may_hold,
            **(self.credentials() if may_hold else {}),
        }

    @property
    def consent_address(self) -> str:
        """What to send to administrators of other tenants."""
        path = f"/organizations/adminconsent?client_id={self.application.client_id}"
        return str(self.request.build_absolute_uri(path))

    def credentials(self) -> dict[str, Any]:
        """For those who may change them: others learn nothing of how the app proves itself."""
        found = self.application.secrets.select_related("created_by").order_by("-created_at", "-id")
        held: list[AppSecret] = list(found)
        return {
            "secrets": held,
            "rotation": rotation_of(held),
            "certificates": self.application.certificates.order_by("-created_at", "-id"),
        }


class RegisterApp(TenantView, FormPage):
    template = "accounts/app_form.html"
    form_class = NewAppForm
    done = "The app is registered. Create a secret for it, and give it access where it is needed."

    def get_object(self) -> None:
        self.require_change(registration.WRITE)

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "title": "Register an app",
            "button": "Register app",
            "script": self.script(registering_app(self.tenant)),
        }

    def perform(self, form: Any) -> str:
        app = apps.create_app(actor=self.actor, tenant=self.tenant, **form.changes())
        return reverse("accounts:principal", args=[self.tenant.guid, app.guid])


class EditApp(AppPart, FormPage):
    template = "accounts/app_form.html"
    form_class = AppForm
    action = registration.WRITE
    done = "The app is changed."

    def get_initial(self) -> dict[str, Any]:
        return app_initial(self.application)

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "app": self.application,
            "title": f"Edit {self.object}",
            "button": "Save",
            "back": self.page_url(),
        }

    def perform(self, form: Any) -> str:
        apps.update_app(actor=self.actor, application=self.application, **form.changes())
        return self.page_url()


class DeleteApp(AppPart, ConfirmPage):
    action = registration.DELETE
    done = "The app was deleted. Its tokens are refused from now on."

    def get_back_url(self) -> str:
        return self.page_url()

    def get_consequences(self) -> list[Consequence]:
        held, places = self.application.secrets.count(), self.application.principals.count() - 1
        lost = counted(places, "other tenant", "other tenants")
        return [
            Consequence("key", counted(held, "secret", "secrets"), "and every token end at once."),
            *([Consequence("building", lost, "can no longer use it.")] if places else []),
            Consequence("info", "What it published", "stays."),
        ]

    def destroy(self) -> str:
        apps.delete_app(actor=self.actor, application=self.application)
        return reverse("accounts:apps", args=[self.tenant.guid])
