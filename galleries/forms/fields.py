"""Fields that several forms of this app share."""

from collections.abc import Callable
from typing import Any

from django import forms

from accounts.forms.fields import PLAIN
from accounts.models.resource import TITLE_TAG
from portal.errors import InvalidInput


def name_widget(**attributes: str) -> forms.TextInput:
    """For what people also type on a command line."""
    return forms.TextInput(attrs={**PLAIN, "data-mono": "", **attributes})


def follows(check: Callable[[str], Any]) -> Callable[[str], None]:
    """A validator that tells the domain's rule together with whatever else is wrong."""

    def validate(value: str) -> None:
        try:
            check(value)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error

    return validate


class TitledForm(forms.Form):
    """Has `title` and `tags`, and keeps the title that people read as the tag it is."""

    def changes(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        typed = dict(self.cleaned_data)
        typed["tags"] = _with_title(typed["tags"], typed.pop("title"))
        return typed


def _with_title(tags: dict[str, str], title: str) -> dict[str, str]:
    tags = {key: value for key, value in tags.items() if key != TITLE_TAG}
    return {TITLE_TAG: title, **tags} if title else tags
