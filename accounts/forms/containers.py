"""Subscriptions and resource groups."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.forms.fields import PLAIN, LocationField, TagsField
from accounts.models import Tenant


class SubscriptionForm(forms.Form):
    name = forms.CharField(
        max_length=64,
        help_text="Limits and usage are counted per subscription.",
        error_messages={"required": "Name the subscription."},
    )
    tenant = forms.ChoiceField(error_messages={"invalid_choice": "Choose one of these tenants."})

    def __init__(self, *args: Any, tenants: Sequence[Tenant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["tenant"]
        field.choices = [(str(tenant.guid), tenant.name) for tenant in tenants]
        if len(tenants) == 1:
            field.widget = forms.HiddenInput()
            field.initial = field.choices[0][0]


class RenameForm(forms.Form):
    name = forms.CharField(max_length=64, error_messages={"required": "Enter a name."})


class TagsForm(forms.Form):
    tags = TagsField()


class ResourceGroupForm(forms.Form):
    name = forms.CharField(
        max_length=90,
        help_text=(
            "Letters, digits, periods, underscores, hyphens and parentheses; "
            "no period at the end. It stays."
        ),
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": "Name the resource group."},
    )
    region = LocationField(
        label="Location", help_text="Where it is registered. Its galleries may lie elsewhere."
    )
