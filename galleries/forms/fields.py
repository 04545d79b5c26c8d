"""Fields that several forms of this app share."""

from django import forms

from accounts.forms.fields import PLAIN
from accounts.models.resource import TITLE_TAG


def name_widget(**attributes: str) -> forms.TextInput:
    """For what people also type on a command line."""
    return forms.TextInput(attrs={**PLAIN, "data-mono": "", **attributes})


def with_title(tags: dict[str, str], title: str) -> dict[str, str]:
    """The tags, with the title that people read kept as the tag it is."""
    tags = {key: value for key, value in tags.items() if key != TITLE_TAG}
    return {TITLE_TAG: title, **tags} if title else tags
