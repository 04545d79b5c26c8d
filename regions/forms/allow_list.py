"""Who is put on the allow list of a restricted region."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from accounts.models import Subscription
from regions.models import Region


class AllowForm(forms.Form):
    """The subscription is typed, not chosen: administrators see no tenant's resources."""

    region = forms.ModelChoiceField(
        Region.objects.filter(is_restricted=True, is_offered=True),
        empty_label=None,
        label="Region",
        error_messages={"required": "Choose a region.", "invalid_choice": "Choose a region."},
    )
    subscription = forms.CharField(
        label="Subscription",
        max_length=120,
        help_text="Its name or its id. The people of the tenant find both on its page.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Name a subscription."},
    )

    def clean_subscription(self) -> Subscription:
        text: str = self.cleaned_data["subscription"]
        found = Subscription.objects.select_related("resource").filter(_named(text))[:2]
        if len(found) > 1:
            raise forms.ValidationError(
                f"Several tenants have a subscription {text!r}. Give its id instead."
            )
        if not found:
            raise forms.ValidationError(f"There is no subscription {text!r}. Check its name or id.")
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        region, subscription = cleaned.get("region"), cleaned.get("subscription")
        if region and subscription and region.allowances.filter(subscription=subscription).exists():
            self.add_error("subscription", f"{subscription} may use {region} already.")
        return cleaned


def _named(text: str) -> Q:
    guid = text.lower().removeprefix("/subscriptions/")
    try:
        return Q(resource__guid=UUID(guid))
    except ValueError:
        return Q(name__iexact=text)
