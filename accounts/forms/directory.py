"""People, groups, apps, subscriptions and resource groups of a tenant."""

from typing import Any

from django import forms

from accounts import places
from accounts.models import Group


class PersonForm(forms.Form):
    display_name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Enter the name of the person."},
    )
    sign_in_name = forms.EmailField(
        label="Sign-in name",
        max_length=254,
        help_text="In the form of an e-mail address. Nothing is sent to it: you get a link to pass on.",
        error_messages={
            "required": "Choose a sign-in name.",
            "invalid": "Write it like an e-mail address, for example priya@contoso.example.",
        },
    )


class AppForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        help_text="What runs under this identity, for example nightly-builder.",
        error_messages={"required": "Name the app."},
    )


class GroupForm(forms.Form):
    name = forms.CharField(max_length=120, error_messages={"required": "Name the group."})
    description = forms.CharField(
        max_length=300, required=False, help_text="Who belongs in it, and what it is for."
    )


class MemberForm(forms.Form):
    member = forms.CharField(
        label="Person or app",
        max_length=254,
        help_text="Sign-in name, or name of an app of this tenant.",
        error_messages={"required": "Enter the sign-in name of a person, or the name of an app."},
    )


class SubscriptionForm(forms.Form):
    name = forms.CharField(
        max_length=64,
        help_text="Limits and usage are counted per subscription.",
        error_messages={"required": "Name the subscription."},
    )


class ResourceGroupForm(forms.Form):
    name = forms.CharField(
        max_length=90,
        help_text="Letters, digits, periods, underscores, hyphens and parentheses; no period at the end.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": "Name the resource group."},
    )
    region = forms.ChoiceField(
        label="Location",
        help_text="Where it is registered. Its galleries may lie elsewhere.",
        error_messages={"required": "Choose a location."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["region"]
        choice.choices = [("", "Choose a location"), *places.names().items()]


class NameForm(forms.Form):
    """A new name for something that has one."""

    name = forms.CharField(max_length=120, error_messages={"required": "Enter a name."})


class TenantForm(forms.Form):
    name = forms.CharField(
        max_length=80, error_messages={"required": "Name the organisation of the new tenant."}
    )
    domain = forms.CharField(
        max_length=120,
        required=False,
        help_text="Like contoso.example. Made from the name when left empty.",
    )
    owner_name = forms.CharField(
        label="Name of its first owner",
        max_length=120,
        error_messages={"required": "Name the person who will own the tenant."},
    )
    owner_sign_in_name = forms.EmailField(
        label="Sign-in name of its first owner",
        max_length=254,
        help_text="You get a one-time link for this person to choose a password.",
        error_messages={
            "required": "Choose the owner's sign-in name.",
            "invalid": "Write it like an e-mail address, for example sofia@fabrikam.example.",
        },
    )


class ElevateForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        help_text="Everybody who reads the activity log of the installation sees it.",
        error_messages={"required": "Say why you need to see the resources of tenants."},
    )


def group_initial(group: Group) -> dict[str, str]:
    return {"name": group.name, "description": group.description}
