"""One-time links: the first administrator, and choosing a password."""

from typing import Any

from django.urls import reverse

from accounts.forms.sign_in import NewPasswordForm, SetupForm
from accounts.models import SetupLink
from accounts.services import setup, sign_in
from accounts.views.decoration import WALL
from portal.errors import NotFound
from portal.views import FormPage

GONE = "This link was used already, has expired, or never existed. Ask for a new one."


class LinkPage(FormPage):
    """A form that a link opens once. What the link says decides, not who is signed in."""

    public = True

    def get_object(self) -> SetupLink:
        return setup.open_link(self.kwargs["token"])

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        return {"wall": WALL}


class SetUp(LinkPage):
    """The first tenant, its owner and the administrator of the installation, in one go."""

    template = "accounts/set_up.html"
    form_class = SetupForm
    done = "Your gallery is ready. Create a subscription and a resource group to publish into."

    def get_object(self) -> SetupLink:
        link = super().get_object()
        if link.user_id is not None:
            raise NotFound(GONE)
        return link

    def perform(self, form: Any) -> str:
        given = {name: value for name, value in form.cleaned_data.items() if name != "again"}
        user = setup.set_up(token=self.kwargs["token"], **given)
        sign_in.start_session(self.request, user)
        return reverse("accounts:subscriptions")


class ChoosePassword(LinkPage):
    template = "accounts/choose_password.html"
    form_class = NewPasswordForm
    done = "Your password is set. You are signed in."

    def get_object(self) -> SetupLink:
        link = super().get_object()
        if link.user_id is None:
            raise NotFound(GONE)
        return link

    def perform(self, form: Any) -> str:
        password = form.cleaned_data["password"]
        user = setup.choose_password(token=self.kwargs["token"], password=password)
        sign_in.start_session(self.request, user)
        return reverse("galleries:index")
