"""Giving access."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.forms.fields import LastDayField
from accounts.roles import BY_KEY, ROLES, Role

MOST_AT_ONCE = 20


class PrincipalsField(forms.Field):
    """Object ids of whom to give access; who they are is looked up where they may be known."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[UUID]:
        super().clean(value)
        if len(value) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Choose at most {MOST_AT_ONCE} at once, or a group.")
        try:
            return [UUID(text) for text in value]
        except ValueError as error:
            raise forms.ValidationError("Choose them from the list again.") from error


class GiveAccessForm(forms.Form):
    principal = PrincipalsField(
        label="Who", error_messages={"required": "Find and choose who gets access."}
    )
    role = forms.ChoiceField(
        choices=[(role.key, role.name) for role in ROLES],
        error_messages={
            "required": "Choose a role.",
            "invalid_choice": "Choose one of the roles in the list.",
        },
    )
    expires_at = LastDayField(label="Until", help_text="The last day. Empty: until it is removed.")

    def clean_role(self) -> Role:
        return BY_KEY[self.cleaned_data["role"]]
