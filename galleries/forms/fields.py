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


def with_title(tags: dict[str, str], title: str) -> dict[str, str]:
    """The tags, with the title that people read kept as the tag it is."""
    tags = {key: value for key, value in tags.items() if key != TITLE_TAG}
    return {TITLE_TAG: title, **tags} if title else tags
