"""Creating and describing image definitions."""

from functools import partial

from django import forms

from accounts.forms.fields import DayField, TagsField
from galleries.choices import Architecture, DiskType, Generation, OsState, OsType
from galleries.forms.fields import TitledForm, follows, name_widget
from galleries.names import check_definition_name, check_identifier


class DefinitionSettingsForm(TitledForm):
    """What may change at any time."""

    title = forms.CharField(
        required=False,
        max_length=120,
        help_text="What people read, for example Ubuntu 24.04 base. The name when left empty.",
    )
    description = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is in the image, and when to choose it.",
    )
    vcpus_min = forms.IntegerField(label="vCPUs, at least", required=False, min_value=1)
    vcpus_max = forms.IntegerField(label="vCPUs, at most", required=False, min_value=1)
    memory_min = forms.IntegerField(label="Memory in GiB, at least", required=False, min_value=1)
    memory_max = forms.IntegerField(label="Memory in GiB, at most", required=False, min_value=1)
    disallowed_disk_types = forms.MultipleChoiceField(
        required=False,
        choices=DiskType.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Machines should not be put on disks of these types.",
    )
    end_of_life = DayField(
        label="End of life",
        help_text="People are told from 30 days before. Nothing is deleted.",
    )
    eula = forms.CharField(
        label="Licence terms",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The text or its address.",
    )
    privacy_uri = forms.URLField(label="Privacy statement", required=False, max_length=500)
    release_note_uri = forms.URLField(label="Release notes", required=False, max_length=500)
    tags = TagsField()


class DefinitionForm(DefinitionSettingsForm):
    name = forms.CharField(
        max_length=80,
        widget=name_widget(),
        validators=[follows(check_definition_name)],
        help_text="Letters, digits, hyphens, underscores and periods, for example ubuntu-2404.",
        error_messages={"required": "Name the image, for example ubuntu-2404."},
    )
    publisher = forms.CharField(
        max_length=128,
        widget=name_widget(),
        validators=[follows(partial(check_identifier, "publisher"))],
        help_text="Who makes it, for example Contoso.",
        error_messages={"required": "Say who publishes the image."},
    )
    offer = forms.CharField(
        max_length=64,
        widget=name_widget(),
        validators=[follows(partial(check_identifier, "offer"))],
        help_text="The product line, for example Platform.",
        error_messages={"required": "Name the product line that the image belongs to."},
    )
    sku = forms.CharField(
        label="SKU",
        max_length=64,
        widget=name_widget(),
        validators=[follows(partial(check_identifier, "sku"))],
        help_text="This one of the line, for example ubuntu-2404.",
        error_messages={"required": "Say which one of the line it is."},
    )
    os_type = forms.ChoiceField(
        label="Operating system",
        choices=OsType.choices,
        initial=OsType.LINUX,
        widget=forms.RadioSelect,
    )
    os_state = forms.ChoiceField(
        label="State of the system",
        choices=OsState.choices,
        initial=OsState.GENERALIZED,
        widget=forms.RadioSelect,
    )
    generation = forms.ChoiceField(
        choices=Generation.choices, initial=Generation.V2, widget=forms.RadioSelect
    )
    architecture = forms.ChoiceField(
        choices=[(name, name) for name in Architecture.values],
        initial=Architecture.X64,
        widget=forms.RadioSelect,
    )
    plan_name = forms.CharField(label="Plan", required=False, max_length=128)
    plan_publisher = forms.CharField(label="Publisher of the plan", required=False, max_length=128)
    plan_product = forms.CharField(label="Product of the plan", required=False, max_length=128)
