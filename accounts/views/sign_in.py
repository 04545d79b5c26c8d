"""Signing in and out, the first administrator, and one-time links."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import sample
from accounts.forms.sign_in import NewPasswordForm, SetupForm, SignInForm
from accounts.models import GroupGrant, SetupLink, Tenant, User, UserGrant
from accounts.services import setup, sign_in
from accounts.views.next_page import safe_next
from portal.errors import NotFound
from portal.views import ActionView, FormPage, PortalView

BACKEND = "accounts.backends.LocalAccounts"


@dataclass(frozen=True)
class SamplePerson:
    user: User
    roles: str


class SignIn(FormPage):
    """Name and password. Where a sample organisation lives, its people are one click away."""

    public = True
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
        }

    def perform(self, form: SignInForm) -> str:
        target = safe_next(self.request)
        user = sign_in.check_password(**form.cleaned_data)
        sign_in.start_session(self.request, user)
        return target
