"""Apps of a tenant, what they prove themselves with, and consent to apps of others."""

from typing import Any

from django import forms

from accounts.forms.fields import PLAIN, LastDayField
from accounts.models import Application

WORKS_IN = [("own", "This tenant only"), ("any", "Any tenant that consents")]


class AddressesField(forms.CharField):
    """One address a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, widget=forms.Textarea(attrs={"rows": 2, **PLAIN}), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class AppForm(forms.Form):
    """What an app is for and where it works."""

    purpose = forms.CharField(
        label="What it is for",
        max_length=300,
        required=False,
        help_text="Told to whoever is asked to consent, so write it for them.",
    )
    works_in = forms.ChoiceField(
        label="Works in",
        choices=WORKS_IN,
        initial="own",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it works."},
    )
    redirect_uris = AddressesField(
        label="Redirect addresses",
        help_text=(
            "Only for programs in which people sign in: where browsers are sent back to. "
            "One a line, like https://tools.contoso.example/signed-in."
        ),
    )

    def changes(self) -> dict[str, Any]:
        """As the services take them."""
        given = {**self.cleaned_data}
        given["is_multi_tenant"] = given.pop("works_in") == "any"
        return given


class NewAppForm(AppForm):
    name = forms.CharField(
        max_length=120,
        help_text="What runs under this identity, for example nightly-builder.",
        error_messages={"required": "Name the app."},
    )
    field_order = ("name", "purpose", "works_in", "redirect_uris")


class SecretForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        required=False,
        help_text="Who or what will hold it, like build server. You will want to know later.",
    )
    expires_at = LastDayField(
        label="Good until", help_text="The last day, at most two years from now. Empty: 180 days."
    )


class CertificateForm(forms.Form):
    name = forms.CharField(
        max_length=80, required=False, help_text="Who or what holds the key, like build server."
    )
    pem = forms.CharField(
        label="Certificate",
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "placeholder": "-----BEGIN CERTIFICATE-----",
                "data-mono": "",
                **PLAIN,
            }
        ),
        help_text="In PEM, without the private key, which stays with the app.",
        error_messages={"required": "Paste the certificate."},
    )


class FindAppForm(forms.Form):
    app = forms.CharField(
        label="Application id",
        max_length=64,
        widget=forms.TextInput(attrs=PLAIN),
        help_text="Whoever runs the app can tell you. It looks like a number in five groups.",
        error_messages={"required": "Enter the application id."},
    )


class ConsentEndForm(forms.Form):
    expires_at = LastDayField(
        label="Until", help_text="The last day. Empty: until somebody ends it."
    )


def app_initial(app: Application) -> dict[str, Any]:
    return {
        "purpose": app.purpose,
        "works_in": "any" if app.is_multi_tenant else "own",
        "redirect_uris": app.redirect_uris,
    }
