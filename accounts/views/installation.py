"""What an installation administrator does: tenants, and elevation."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.template.defaultfilters import pluralize
from django.urls import reverse, reverse_lazy

from accounts import sample
from accounts.forms.installation import ElevateForm, RenameTenantForm, TenantForm
from accounts.models import Tenant
from accounts.services import directory, setup
from accounts.snippets import creating_tenant
from accounts.views.consequences import in_the_way
from accounts.views.people import show_link
from portal.errors import Forbidden, NotFound
from portal.snippets import script, site_of
from portal.views import ActionView, ConfirmPage, Consequence, FormPage, ListPage, PortalView

BACK = {"back": reverse_lazy("accounts:installation"), "above": "Installation"}


class AdministratorView(PortalView):
    """For installation administrators; they need no right on any resource for it."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        user = request.user
        if user.is_authenticated and not user.is_installation_administrator:
            return self.explain(
                Forbidden(
                    "This is for administrators of the installation. It gives no access to "
                    "images; ask whoever runs the portal if you need a tenant or a region."
                )
            )
        return super().dispatch(request, *args, **kwargs)


class Installation(AdministratorView, ListPage):
    """Every tenant by name, and what concerns the installation as a whole."""

    template = "accounts/installation.html"
    fragment = "accounts/installation.html#results"
    order = ("name", "id")

    def get_queryset(self) -> Any:
        return Tenant.objects.select_related("resource").annotate(
            people=Count("users", distinct=True), owned=Count("subscriptions", distinct=True)
        )

    def get_context(self) -> dict[str, Any]:
        return {"has_sample": sample.exists()}


class AddTenant(AdministratorView, FormPage):
    """The answer shows the owner's link once."""

    template = "accounts/container_form.html"
    form_class = TenantForm

    def get_context(self) -> dict[str, Any]:
        steps = script(site_of(self.request), creating_tenant())
        return {"title": "Create a tenant", "button": "Create tenant", "script": steps, **BACK}

    def perform(self, form: Any) -> str:
        given = form.cleaned_data
        self.owner, link = setup.found_tenant_by_link(
            actor=self.actor,
            name=given["name"],
            domain=given["domain"],
            owner_name=given["display_name"],
            owner_sign_in_name=given["sign_in_name"],
        )
        return link

    def leave(self, target: str, message: str) -> HttpResponse:
        return show_link(self, self.owner, target)


class OfTenant(AdministratorView):
    def get_object(self) -> Tenant:
        tenants = Tenant.objects.select_related("resource")
        found = tenants.filter(resource__guid=self.kwargs["guid"]).first()
        if found is None:
            raise NotFound("There is no such tenant.")
        return found


class RenameTenant(OfTenant, FormPage):
    template = "accounts/container_form.html"
    form_class = RenameTenantForm
    done = "The tenant has its new name."

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name}

    def get_context(self) -> dict[str, Any]:
        return {"title": f"Rename {self.object}", "button": "Rename", **BACK}

    def perform(self, form: Any) -> str:
        directory.rename_tenant(actor=self.actor, tenant=self.object, **form.cleaned_data)
        return reverse("accounts:installation")


class DeleteTenant(OfTenant, ConfirmPage):
    done = "The tenant is deleted."

    def get_consequences(self) -> list[Consequence]:
        people, groups = self.object.users.count(), self.object.groups.count()
        gone = f"{people} account{pluralize(people)} and {groups} group{pluralize(groups)}"
        going = Consequence("users", gone, "go with it for good.")
        return [going, *in_the_way(self.object.resource)]

    def get_back_url(self) -> str:
        return reverse("accounts:installation")

    def destroy(self) -> str:
        directory.delete_tenant(actor=self.actor, tenant=self.object)
        return reverse("accounts:installation")


class Elevate(AdministratorView, FormPage):
    """See and hand out access everywhere for an hour, with a reason that the log keeps."""

    template = "accounts/elevate.html"
    form_class = ElevateForm
    done = "You see every tenant's resources for an hour. It ends by itself."

    def get_context(self) -> dict[str, Any]:
        return {"title": "Elevate yourself", "button": "Elevate for an hour"}

    def perform(self, form: Any) -> str:
        directory.elevate(actor=self.actor, reason=form.cleaned_data["reason"])
        return reverse("accounts:resources")


class StopElevation(AdministratorView, ActionView):
    done = "You see only your own tenant's resources again."

    def perform(self) -> str:
        directory.stop_elevation(actor=self.actor)
        return reverse("accounts:installation")
