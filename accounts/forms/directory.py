"""People, groups and apps of a tenant."""

from django import forms

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
        help_text="Like an e-mail address. Nothing is sent to it: you get a link to pass on.",
        error_messages={
            "required": "Choose a sign-in name.",
            "invalid": "Write it like an e-mail address, for example priya@contoso.example.",
        },
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


class NameForm(forms.Form):
    """A new name for something that has one."""

    name = forms.CharField(max_length=120, error_messages={"required": "Enter a name."})


def group_initial(group: Group) -> dict[str, str]:
    return {"name": group.name, "description": group.description}
