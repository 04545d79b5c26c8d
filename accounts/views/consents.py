"""Apps of other tenants that this one lets in: who asks, for what, until when."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.forms.apps import ConsentEndForm, FindAppForm
from accounts.models import Application, ServicePrincipal
from accounts.services import apps
from accounts.services.apps import consents
from accounts.views.directory import DirectoryList
from accounts.views.held_roles import held_by_user
from accounts.views.service import ServicePart
from accounts.views.tenant import TenantView
from portal.errors import NotFound
from portal.views import ConfirmPage, Consequence, DetailPage, FormPage


class ConnectedApps(DirectoryList):
    """Those that were let in, whether the consent still holds or not."""

    kind = "connected"
    title = "Connected apps"
    order = ("-consented_at", "-id")

    def get_queryset(self) -> Any:
        foreign = ServicePrincipal.objects.filter(tenant=self.tenant)
        foreign = foreign.exclude(application__tenant=F("tenant"))
        if self.text:
            foreign = foreign.filter(user__display_name__icontains=self.text)
        return foreign.select_related("user", "application__tenant__resource", "consented_by")

    def get_context(self) -> dict[str, Any]:
        may_consent = self.access.can(consents.WRITE, self.tenant.resource)
        return {**super().get_context(), "may_consent": may_consent}


class Consent(TenantView, FormPage):
    """Finds the app by its id, tells about it, and asks."""

    template = "accounts/consent.html"
    done = "The app is let in. It may do nothing yet: give it access where it is needed."

    def get_object(self) -> None:
        self.require_change(consents.WRITE)

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return ConsentEndForm if self.application else FindAppForm

    @property
    def asked(self) -> str:
        """The application id, from the address or the form."""
        return (self.request.POST.get("app") or self.request.GET.get("app", "")).strip()

    @cached_property
    def application(self) -> Application | None:
        try:
            return apps.find_application(tenant=self.tenant, client_id=self.asked)
        except NotFound as error:
            self.refusal = error.message
            return None

    def get_form(self, data: Any = None) -> Any:
        """Before any app is found, whatever was asked for is answered next to its field."""
        if self.application is None and self.asked:
            form = FindAppForm({"app": self.asked})
            form.add_error("app", self.refusal)
            return form
        return super().get_form(data)

    def get_context(self) -> dict[str, Any]:
        return {"tenant": self.tenant, "app": self.application, "already": self.already()}

    def already(self) -> ServicePrincipal | None:
        """Consented to before."""
        if self.application is None:
            return None
        here = self.application.principals.filter(tenant=self.tenant)
        return here.select_related("user").first()

    def perform(self, form: Any) -> str:
        principal = apps.consent_to_app(
            actor=self.actor,
            tenant=self.tenant,
            application=apps.find_application(tenant=self.tenant, client_id=self.asked),
            expires_at=form.cleaned_data["expires_at"],
        )
        return reverse("accounts:principal", args=[self.tenant.guid, principal.user.guid])


class ConnectedPart(ServicePart):
    """A page about one app that was let in."""

    @cached_property
    def service(self) -> ServicePrincipal:
        related = ("user", "tenant__resource", "application__tenant__resource", "consented_by")
        here = ServicePrincipal.objects.select_related(*related).filter(tenant=self.tenant)
        foreign = here.exclude(application__tenant=F("tenant"))
        found = foreign.filter(user__guid=self.kwargs["guid"]).first()
        if found is None:
            raise NotFound("No app here that you can open.")
        return found


class ConnectedApp(ConnectedPart, DetailPage):
    """What it is, what it may do here, and the way to end it."""

    template = "accounts/connected_app.html"

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "service": self.service,
            "app": self.service.application,
            "groups": self.tenant.groups.filter(auth_group__user=self.object).order_by("name"),
            "held": held_by_user(self.object, self.access),
            "may_change": self.may_change,
            "may_consent": self.access.can(consents.WRITE, self.tenant.resource),
        }


class ChangeConsent(ConnectedPart, FormPage):
    template = "accounts/directory_form.html"
    form_class = ConsentEndForm
    action = consents.WRITE
    done = "The end of the consent is changed."

    def get_initial(self) -> dict[str, Any]:
        return {"expires_at": self.service.expires_at}

    def get_context(self) -> dict[str, Any]:
        title = f"How long {self.object} is let in"
        return {"tenant": self.tenant, "title": title, "button": "Save", "back": self.page_url()}

    def perform(self, form: Any) -> str:
        ends = form.cleaned_data["expires_at"]
        apps.set_consent_end(actor=self.actor, principal=self.service, expires_at=ends)
        return self.page_url()


class EndConsent(ConnectedPart, ConfirmPage):
    template = "accounts/end_consent.html"
    action = consents.DELETE
    done = "The consent has ended. The app is out of this tenant."

    def must_type(self) -> bool:
        return False

    def get_back_url(self) -> str:
        return self.page_url()

    def get_context(self) -> dict[str, Any]:
        names = {"tenant": self.tenant, "app": self.service.application}
        return {**super().get_context(), **names}

    def get_consequences(self) -> list[Consequence]:
        held = held_by_user(self.object, self.access)
        lost = [f"{each.role.name} on {each.card.title}" for each in held if not each.group]
        return [
            Consequence("x", "It cannot sign in to", f"{self.tenant} from now on."),
            *(Consequence("key", each, "goes with it.") for each in lost),
            Consequence("building", f"At {self.service.application.tenant}", "it stays as it is."),
        ]

    def destroy(self) -> str:
        apps.end_consent(actor=self.actor, principal=self.service)
        return reverse("accounts:connected-apps", args=[self.tenant.guid])
