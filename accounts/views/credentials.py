"""What an app proves itself with: secrets, shown once, and certificates."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from accounts.forms.apps import CertificateForm, SecretForm
from accounts.models import AppCertificate, AppSecret
from accounts.services import apps
from accounts.services.apps import certificates, secrets
from accounts.snippets import holding_secret, making_certificate
from accounts.views.apps import AppPart
from portal.errors import NotFound
from portal.snippets import site_of
from portal.views import ConfirmPage, Consequence, FormPage


class CredentialForm(AppPart, FormPage):
    """A form whose way back is the app's page."""

    template = "accounts/credential_form.html"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self) -> dict[str, Any]:
        return {"tenant": self.tenant, "app": self.application, "back": self.page_url()}


class CreateSecret(CredentialForm):
    """The answer shows the secret; it is kept nowhere, so there is no address to go to."""

    form_class = SecretForm
    action = secrets.WRITE

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "title": "Create a secret", "button": "Create secret"}

    def perform(self, form: Any) -> str:
        self.made = apps.create_secret(
            actor=self.actor, application=self.application, **form.cleaned_data
        )
        return self.page_url()

    def leave(self, target: str, message: str) -> HttpResponse:
        site = site_of(self.request)
        tabs = holding_secret(site, self.application, self.made.value)
        context = {**self.get_context(), "object": self.object, "made": self.made, "tabs": tabs}
        return self.render("accounts/new_secret.html", context)


class AddCertificate(CredentialForm):
    form_class = CertificateForm
    action = certificates.WRITE
    done = "The certificate is known. Whoever has its key signs in as the app."

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "title": "Add a certificate",
            "button": "Add certificate",
            "tabs": making_certificate(site_of(self.request), self.application),
        }

    def perform(self, form: Any) -> str:
        apps.add_certificate(actor=self.actor, application=self.application, **form.cleaned_data)
        return self.page_url()


class RemoveCredential(AppPart, ConfirmPage):
    """Nothing to type: another one is made in a moment."""

    template = "accounts/remove_credential.html"
    what = ""
    rows: Any = None

    def must_type(self) -> bool:
        return False

    def get_object(self) -> Any:
        super().get_object()
        return self.find(self.kwargs["credential"])

    def find(self, guid: UUID) -> Any:
        rows = self.rows.objects.select_related("application__tenant__resource")
        found = rows.filter(application=self.application, guid=guid).first()
        if found is None:
            raise NotFound(f"The {self.what} has been removed already.")
        return found

    def get_back_url(self) -> str:
        return self.page_url()

    def get_context(self) -> dict[str, Any]:
        names = {"tenant": self.tenant, "app": self.application, "what": self.what}
        return {**super().get_context(), **names}

    def get_consequences(self) -> list[Consequence]:
        return [
            Consequence("key", "Whoever holds it", "can no longer sign in with it."),
            Consequence("x", "Tokens that it got", "are refused from now on."),
        ]


class RemoveSecret(RemoveCredential):
    what = "secret"
    rows = AppSecret
    action = secrets.DELETE
    done = "The secret is gone. Tokens that it got are refused."

    def destroy(self) -> str:
        apps.remove_secret(actor=self.actor, secret=self.object)
        return self.page_url()


class RemoveCertificate(RemoveCredential):
    what = "certificate"
    rows = AppCertificate
    action = certificates.DELETE
    done = "The certificate is gone. Tokens that it got are refused."

    def destroy(self) -> str:
        apps.remove_certificate(actor=self.actor, certificate=self.object)
        return self.page_url()
