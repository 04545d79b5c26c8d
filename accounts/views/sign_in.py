"""Signing in and out."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth import logout
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import sample
from accounts.forms.sign_in import SignInForm
from accounts.models import Tenant, User
from accounts.services import known_browsers, setup, sign_in
from accounts.views.decoration import WALL
from accounts.views.held_roles import roles_held
from accounts.views.next_page import safe_next
from accounts.views.way_in import WayIn
from portal.errors import NotFound
from portal.views import ActionView


@dataclass(frozen=True)
class SamplePerson:
    user: User
    roles: str


class SignIn(WayIn):
    """Name and password. Where a sample organisation lives, its people are one click away."""

    template = "accounts/sign_in.html"
    form_class = SignInForm

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(safe_next(request))
        return super().get(request, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        return {
            "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
            "sample_tenants": sample_people() if sample.is_here(self.request) else [],
            "needs_setup": setup.needs_setup(),
            "wall": WALL,
        }

    def perform(self, form: SignInForm) -> str:
        target = safe_next(self.request)
        name = sign_in.plain(form.cleaned_data["sign_in_name"])
        mark = known_browsers.mark_of(self.request, name)
        user = sign_in.check_password(**form.cleaned_data, mark=mark)
        sign_in.start_session(self.request, user)
        return target


class SampleSignIn(ActionView):
    """As a person of the sample organisation, without a password; elsewhere it does not exist."""

    public = True

    def perform(self) -> str:
        if not sample.is_here(self.request):
            raise NotFound("Nothing here that you can open.")
        target = safe_next(self.request)
        person = sample.people().filter(sign_in_name=self.request.POST.get("person", "")).first()
        if person is None:
            raise NotFound("Nobody of the sample organisation has this name.")
        sign_in.start_session(self.request, person)
        return target


class SignOut(ActionView):
    public = True

    def perform(self) -> str:
        logout(self.request)
        return reverse("accounts:sign-in")


def sample_people() -> list[tuple[Tenant, list[SamplePerson]]]:
    """Everybody of the sample organisation by tenant, with what they may do."""
    people = list(sample.people())
    held = roles_held(people, Q())
    return [
        (tenant, [SamplePerson(user, held[user.pk]) for user in users])
        for tenant, users in groupby(people, key=lambda user: user.tenant)
    ]
