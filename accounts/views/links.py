"""One-time links: the first administrator, and choosing a password."""

from typing import Any

from django.urls import reverse

from accounts.forms.sign_in import NewPasswordForm, SetupForm
from accounts.models import SetupLink
from accounts.services import setup, sign_in
from accounts.services.setup import FIRST_GROUP, GONE
from accounts.views.decoration import WALL
from accounts.views.way_in import WayIn
from portal.errors import NotFound


class LinkPage(WayIn):
    """A form that a link opens once. What the link says decides, not who is signed in."""

    def get_object(self) -> SetupLink:
        return setup.open_link(self.kwargs["token"])

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        return {"wall": WALL}


class SetUp(LinkPage):
    """All that a newcomer needs before the first gallery, in one go."""

    template = "accounts/set_up.html"
    form_class = SetupForm
    done = (
        "Your organisation is set up. It has a first subscription, and in it the resource group "
        f"{FIRST_GROUP}. Create your first gallery there."
    )

    def get_object(self) -> SetupLink:
        link = super().get_object()
        if link.user_id is not None:
            raise NotFound(GONE)
        return link

    def perform(self, form: Any) -> str:
        given = {name: value for name, value in form.cleaned_data.items() if name != "again"}
        user = setup.set_up(token=self.kwargs["token"], **given)
        sign_in.start_session(self.request, user)
        return reverse("galleries:create")


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
