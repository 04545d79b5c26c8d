"""What an installation administrator fills in."""

from django import forms


class TenantForm(forms.Form):
    name = forms.CharField(
        max_length=80, error_messages={"required": "Name the organisation of the new tenant."}
    )
    domain = forms.CharField(
        max_length=120,
        required=False,
        help_text="Like contoso.example. Made from the name when left empty.",
    )
    display_name = forms.CharField(
        label="Name of its first owner",
        max_length=120,
        error_messages={"required": "Name the person who will own the tenant."},
    )
    sign_in_name = forms.EmailField(
        label="Sign-in name of its first owner",
        max_length=254,
        help_text="You get a one-time link for this person to choose a password.",
        error_messages={
            "required": "Choose the owner's sign-in name.",
            "invalid": "Write it like an e-mail address, for example sofia@fabrikam.example.",
        },
    )


class RenameTenantForm(forms.Form):
    name = forms.CharField(max_length=80, error_messages={"required": "Enter a name."})


class ElevateForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        help_text="Everybody who reads the activity log of the installation sees it.",
        error_messages={"required": "Say why you need to see the resources of tenants."},
    )
