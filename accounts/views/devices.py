"""Signing in a program on another device: its code is typed here, then somebody decides."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.forms.sign_in import DeviceCodeForm
from accounts.models import DeviceLogin
from accounts.services import connections
from portal.views import DetailPage, FormPage, go_to

LOGIN = "device_login"  # in the session: whoever decides has typed the code


class EnterCode(FormPage):
    template = "accounts/device_login.html"
    form_class = DeviceCodeForm

    def perform(self, form: Any) -> str:
        user: Any = self.request.user
        login = connections.find_device_login(user=user, **form.cleaned_data)
        self.request.session[LOGIN] = login.pk
        return reverse("accounts:device-confirm")


class ConfirmDevice(DetailPage):
    """`decision` is approve or deny."""

    template = "accounts/device_confirm.html"

    def get_object(self) -> DeviceLogin:
        return connections.open_device_login(self.request.session.get(LOGIN))

    @cached_property
    def program(self) -> Any:
        return connections.find_program(self.object.client_id)

    def get_context(self) -> dict[str, Any]:
        return {"login": self.object, "program": self.program}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        is_approved = request.POST.get("decision") == "approve"
        decide = connections.approve_device if is_approved else connections.deny_device
        decide(actor=self.actor, user=user, login=self.object)
        request.session.pop(LOGIN, None)
        return go_to(request, reverse("accounts:account"), self._told(is_approved))

    def _told(self, is_approved: bool) -> str:
        name = self.program.name if self.program else "The app"
        if is_approved:
            return f"{name} is signed in as you. You can go back to it."
        return f"{name} was not signed in."
