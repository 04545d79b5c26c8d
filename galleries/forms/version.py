"""Publishing a version, and what of it may change afterwards."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms.fields import DayField, TagsField
from accounts.models import User
from galleries.forms.fields import follows, name_widget
from galleries.names import parse_number
from regions.forms import DataDisksField, OsDiskField, TargetsField, usable_regions
from regions.models import Claim, DiskSet, Region
from regions.services.contents import DiskInput


class VersionSettingsForm(forms.Form):
    exclude_from_latest = forms.BooleanField(
        required=False,
        help_text="Only who asks for the exact number gets it. For a trial, or to call it back.",
    )
    end_of_life = DayField(
        help_text="People are told from 30 days before. Nothing is deleted.",
    )
    tags = TagsField()

    def changes(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        return dict(self.cleaned_data)


class RegionsForm(forms.Form):
    """Regions and counts of a version that exists."""

    target_regions = TargetsField(label="Regions")

    def __init__(self, *args: Any, disk_set: DiskSet, subscription: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target_regions"]
        claims = disk_set.claims.select_related("region")
        field.offer(subscription, source=disk_set.region, claims=claims)

    def changes(self) -> dict[str, Any]:
        chosen = self.cleaned_data["target_regions"]
        return {"targets": chosen.targets, "replica_count": chosen.replica_count}


class SourceForm(forms.Form):
    """Disk files of a version, uploaded beside the form."""

    os_disk = OsDiskField(label="OS disk")
    data_disks = DataDisksField(label="Data disks")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("os_disk", "data_disks"):
            field: Any = self.fields[name]
            field.owned_by(user)

    def disks(self) -> list[DiskInput]:
        return [*self.cleaned_data["os_disk"], *self.cleaned_data["data_disks"]]


class VersionForm(SourceForm, VersionSettingsForm):
    """A new version: where it comes from, what it is called, where it is to be."""

    source = forms.ChoiceField(
        label="Made from",
        choices=[("upload", "Disk files"), ("version", "Another version")],
        initial="upload",
        widget=forms.RadioSelect,
    )
    source_region = forms.ModelChoiceField(
        Region.objects.none(),
        empty_label=None,
        help_text="Where the disks are read first. It always keeps a copy.",
    )
    source_version = forms.CharField(
        label="Version to copy",
        required=False,
        max_length=600,
        widget=name_widget(list="source-versions"),
        help_text="Gallery, image and number, of any that you can read. No bytes move inside a "
        "region that has them.",
    )
    number = forms.CharField(
        label="Version number",
        max_length=40,
        widget=name_widget(),
        validators=[follows(parse_number)],
        help_text="Three numbers. Once taken, it stays with these disks.",
        error_messages={"required": "Give the version a number, like 1.0.0."},
    )
    target_regions = TargetsField(label="Regions")

    def __init__(
        self,
        *args: Any,
        subscription: Any,
        source_region: Region,
        like: Iterable[Claim] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["source_region"]
        choice.queryset = usable_regions(subscription).order_by("display_name")
        choice.initial = source_region.pk
        targets: Any = self.fields["target_regions"]
        targets.offer(subscription, source=source_region, like=like)

    def changes(self) -> dict[str, Any]:
        names = ("number", "source_region", "exclude_from_latest", "end_of_life", "tags")
        chosen = self.cleaned_data["target_regions"]
        return {
            **{name: self.cleaned_data[name] for name in names},
            "targets": chosen.targets,
            "replica_count": chosen.replica_count,
        }
