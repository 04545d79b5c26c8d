"""With whom a gallery is shared besides those who have a role on it."""

import re
from typing import Any
from uuid import UUID

from django import forms

from accounts.forms.fields import PLAIN
from galleries.choices import ShareKind

SEPARATORS = re.compile(r"[\s,;]+")
MOST_AT_ONCE = 50


class IdsField(forms.CharField):
    """Ids of subscriptions or tenants, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"rows": 2, "data-mono": "", **PLAIN}
        super().__init__(required=False, widget=forms.Textarea(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> Any:
        words = [word for word in SEPARATORS.split(str(value or "")) if word]
        if len(words) > MOST_AT_ONCE:
            raise forms.ValidationError(f"At most {MOST_AT_ONCE} at once.")
        return [_guid(word) for word in words]


def _guid(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise forms.ValidationError(
            f"“{word[:60]}” is not an id. It looks like 7083ea1e-0a90-4ae1-99b6-936445744625."
        ) from error


class DirectForm(forms.Form):
    subscriptions = IdsField(
        label="Subscriptions", help_text="Their ids, one a line. At most 30 in all."
    )
    tenants = IdsField(
        label="Tenants",
        help_text="Their ids, one a line. All subscriptions of each. At most 5 in all.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Name at least one subscription or tenant.")
        return cleaned

    def recipients(self) -> list[tuple[ShareKind, UUID]]:
        """As the services take them."""
        kinds = {ShareKind.SUBSCRIPTION: "subscriptions", ShareKind.TENANT: "tenants"}
        return [(kind, guid) for kind, name in kinds.items() for guid in self.cleaned_data[name]]


class CommunityForm(forms.Form):
    """Who publishes it, as everybody reads it."""

    public_name_prefix = forms.CharField(
        label="Start of the public name",
        max_length=40,
        help_text="A number follows it that makes the name unique. It stays.",
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": "Choose how the public name starts."},
    )
    publisher_uri = forms.URLField(
        label="Publisher’s page",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": "Enter the address of a page about you.",
            "invalid": "Write it like https://contoso.example/images.",
        },
    )
    publisher_contact = forms.EmailField(
        label="Contact",
        max_length=254,
        help_text="Where people may write to.",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Write it like images@contoso.example.",
        },
    )
    eula = forms.CharField(
        label="Licence terms",
        max_length=2000,
        help_text="An address, or the terms themselves. Whoever uses an image accepts them.",
        error_messages={"required": "Say under which terms images may be used."},
    )
