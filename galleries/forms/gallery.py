"""Creating and describing galleries."""

from typing import Any

from django import forms

from accounts.forms.fields import LocationField, TagsField
from galleries.forms.fields import TitledForm, follows, name_widget
from galleries.names import check_gallery_name


class GallerySettingsForm(TitledForm):
    title = forms.CharField(
        required=False,
        max_length=120,
        help_text="What people read on cards and pages. The name when left empty.",
    )
    description = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who it is for, and how its images are made.",
    )
    tags = TagsField()


class GalleryForm(GallerySettingsForm):
    name = forms.CharField(
        max_length=80,
        widget=name_widget(),
        validators=[follows(check_gallery_name)],
        help_text="Letters, digits, underscores and periods. It can never be changed.",
        error_messages={"required": "Name the gallery, for example platform_images."},
    )
    resource_group = forms.ChoiceField(
        help_text="Who may manage it follows from here. A gallery cannot be moved later.",
        error_messages={"required": "Choose the resource group to create it in."},
    )
    region = LocationField(
        label="Location",
        help_text="Where it is registered. Versions are kept in any regions you choose.",
    )
    field_order = ("title", "name", "description", "resource_group", "region", "tags")

    def __init__(self, *args: Any, groups: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["resource_group"]
        choice.choices = [("", "Choose a resource group"), *groups.items()]
