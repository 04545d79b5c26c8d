"""People: adding, renaming, disabling, and letting someone choose a password anew."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from accounts.choices import PrincipalKind
from accounts.forms.directory import NameForm, PersonForm
from accounts.models import User
from accounts.services import directory, setup
from accounts.snippets import adding_person
from accounts.views.held_roles import held_by_user
from accounts.views.tenant import TenantView
from portal.errors import NotFound
from portal.views import ActionView, DetailPage, FormPage


class OfPrincipal(TenantView):
    """A page about one person or app."""

    def get_object(self) -> User:
        return self.fetch_principal()

    def page_url(self) -> str:
        return reverse("accounts:principal", kwargs=self.kwargs)


class PersonPage(OfPrincipal, DetailPage):
    template = "accounts/principal.html"

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "groups": self.tenant.groups.filter(auth_group__user=self.object).order_by("name"),
            "held": held_by_user(self.object, self.access),
            "may_change": self.may_change,
        }


class AddPerson(TenantView, FormPage):
    """The answer shows a link once; it is kept nowhere, so there is no address to go to."""

    template = "accounts/directory_form.html"
    form_class = PersonForm

    def get_object(self) -> None:
        self.require_change()

    def get_initial(self) -> dict[str, Any]:
        return {"sign_in_name": f"@{self.tenant.domain}"}

    def get_context(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "title": "Add a person",
            "button": "Add person",
            "script": self.script(adding_person(self.tenant)),
        }

    def perform(self, form: Any) -> str:
        self.person = directory.create_person(
            actor=self.actor, tenant=self.tenant, **form.cleaned_data
        )
        return setup.make_user_link(actor=self.actor, user=self.person)

    def leave(self, target: str, message: str) -> HttpResponse:
        return show_link(self, self.person, target)


class ChangePrincipal(OfPrincipal):
    """Allowed to those who may change the directory."""

    def get_object(self) -> User:
        self.require_change()
        return super().get_object()


class RenamePrincipal(ChangePrincipal, FormPage):
    template = "accounts/directory_form.html"
    form_class = NameForm
    done = "The new name is kept."

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.display_name}

    def get_context(self) -> dict[str, Any]:
        title = f"Rename {self.object}"
        return {"tenant": self.tenant, "title": title, "button": "Rename", "back": self.page_url()}

    def perform(self, form: Any) -> str:
        name = form.cleaned_data["name"]
        directory.update_person(actor=self.actor, user=self.object, display_name=name)
        return self.page_url()


class Activate(ChangePrincipal, ActionView):
    is_active = True
    done = "They can sign in again, and have the access they had."

    def perform(self) -> str:
        user = self.get_object()
        directory.set_active(actor=self.actor, user=user, is_active=self.is_active)
        return self.page_url()


class Deactivate(Activate):
    is_active = False
    done = "Disabled: no sign-in, no access. What was given to them waits."


class NewLink(ChangePrincipal, ActionView):
    """A fresh one-time link to choose a password; it is shown once."""

    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        user = self.get_object()
        if user.kind != PrincipalKind.PERSON:
            raise NotFound("An app has no password to choose.")
        return show_link(self, user, setup.make_user_link(actor=self.actor, user=user))


def show_link(view: Any, user: User, path: str) -> HttpResponse:
    address = view.request.build_absolute_uri(path)
    context = {"tenant": user.tenant, "user_of_link": user, "link": address}
    response: HttpResponse = view.render("accounts/link.html", context)
    return response
