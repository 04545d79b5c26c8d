"""Ways in: signing in, the first administrator, and choosing a password."""

from typing import Any

from django import forms

from accounts.forms.fields import LocationField
from accounts.models import User

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})
HINT = "At least 10 characters, and not one of the well-known ones."


class SignInForm(forms.Form):
    sign_in_name = forms.CharField(
        label="Sign-in name",
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter your sign-in name, for example maya@contoso.example."},
    )
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )


class NewPasswordForm(forms.Form):
    """A password typed twice."""

    password = forms.CharField(
        label="New password",
        strip=False,
        widget=NEW_PASSWORD,
        help_text=HINT,
        error_messages={"required": "Choose a password."},
    )
    again = forms.CharField(
        label="The same again",
        strip=False,
        widget=NEW_PASSWORD,
        error_messages={"required": "Type the new password once more."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password"), cleaned.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords differ. Type the same one twice.")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter the password that you use now."},
    )
    field_order = ("current", "password", "again")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError("This is not your current password. Nothing was changed.")
        return current


class SetupForm(NewPasswordForm):
    """The first tenant, its owner, and what they need to publish at once."""

    organisation = forms.CharField(
        label="Organisation",
        max_length=64,
        help_text="Names your tenant, the directory of your people, and a first subscription.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Name your organisation."},
    )
    display_name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name as others should read it."},
    )
    sign_in_name = forms.EmailField(
        label="Your sign-in name",
        max_length=254,
        help_text="In the form of an e-mail address. Nothing is sent to it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": "Choose a sign-in name.",
            "invalid": "Write it like an e-mail address, for example maya@contoso.example.",
        },
    )
    region = LocationField(
        label="Location",
        help_text="Of your first resource group. Images can be kept in any regions you choose.",
    )
    field_order = ("organisation", "region", "display_name", "sign_in_name", "password", "again")


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name as others should read it."},
    )


class DeviceCodeForm(forms.Form):
    user_code = forms.CharField(
        label="Code",
        max_length=32,
        help_text="The program that you sign in shows it.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-mono": True,
            }
        ),
        error_messages={"required": "Type the code that the program shows."},
    )
