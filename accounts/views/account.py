"""One's own account: name, password, and where one is signed in."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.forms.sign_in import ChangePasswordForm, ProfileForm
from accounts.models import Session, User
from accounts.services import connections, directory, sign_in
from accounts.views.held_roles import held_by_user
from portal.views import ActionView, FormPage

MOST_SESSIONS = 50


class AccountPage(FormPage):
    """The whole page, whichever of its forms is sent; `slot` is the one this view reads."""

    template = "accounts/account.html"
    slot = ""

    @cached_property
    def user(self) -> User:
        user: User = self.request.user
        return user

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        return {
            "profile": ProfileForm(initial={"display_name": self.user.display_name}),
            "password": ChangePasswordForm(user=self.user),
            "sessions": self.sessions(),
            "connections": connections.connections_of(self.user)[:MOST_SESSIONS],
            "groups": self.user.tenant.groups.filter(auth_group__user=self.user).order_by("name"),
            "held": held_by_user(self.user, self.access),
        }

    def sessions(self) -> list[tuple[Session, bool]]:
        """With whether it is this one."""
        own = self.request.session.session_key
        found = sign_in.sessions_of(self.user)[:MOST_SESSIONS]
        return [(session, session.session_key == own) for session in found]

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        return self.render(self.template, {**self.get_context(), self.slot: form}, status=status)


class Account(AccountPage):
    slot = "profile"
    form_class = ProfileForm
    done = "Your name is changed."

    def get_initial(self) -> dict[str, Any]:
        return {"display_name": self.user.display_name}

    def perform(self, form: Any) -> str:
        directory.update_person(actor=self.actor, user=self.user, **form.cleaned_data)
        return reverse("accounts:account")


class ChangePassword(AccountPage):
    slot = "password"
    form_class = ChangePasswordForm
    done = "Your password is changed. Everywhere else you were signed out."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}

    def perform(self, form: Any) -> str:
        sign_in.change_password(
            actor=self.actor,
            request=self.request,
            user=self.user,
            password=form.cleaned_data["password"],
        )
        return reverse("accounts:account")


class EndSession(ActionView):
    done = "That session is over."

    def perform(self) -> str:
        user, handle = self.request.user, self.kwargs["handle"]
        sign_in.end_session(actor=self.actor, user=user, handle=handle)
        return reverse("accounts:account")


class SignOutEverywhere(ActionView):
    done = "You are signed out everywhere else."

    def perform(self) -> str:
        own = self.request.session.session_key
        sign_in.sign_out_everywhere(actor=self.actor, user=self.request.user, keep=own)
        return reverse("accounts:account")


class EndConnection(ActionView):
    done = "It is signed out, and may act for you no more."

    def perform(self) -> str:
        user, guid = self.request.user, self.kwargs["guid"]
        connections.end_connection(actor=self.actor, user=user, guid=guid)
        return reverse("accounts:account")


class EndConnections(ActionView):
    done = "No program acts for you any more."

    def perform(self) -> str:
        connections.end_connections(actor=self.actor, user=self.request.user)
        return reverse("accounts:account")
