"""Form parts for disks that a person uploads.

Fields named `os_disk` and `data_disks` (errors of the services are placed by these names) are told
whose uploads may be named, and drawn by the upload zone; static/js/upload.js fills them in:

    class VersionForm(forms.Form):
        os_disk = OsDiskField()
        data_disks = DataDisksField()

        def __init__(self, *args, user, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["os_disk"].owned_by(user)
            self.fields["data_disks"].owned_by(user)

    {% include "regions/_upload_zone.html" with field=form.os_disk scope=card.guid region=region %}

The cleaned value is a list of `DiskInput`, empty when no file was uploaded: `[*os_disk,
*data_disks]` is what a version is published from.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from regions.choices import UploadState
from regions.models import Upload
from regions.services.contents import MOST_LUN, DiskInput

FORMATS = ("", "raw", "vhd")


@dataclass(frozen=True)
class Typed:
    """One disk as the script wrote it: LUN=GUID=FORMAT, without LUN for the OS disk."""

    lun: int | None
    guid: UUID
    format: str

    @classmethod
    def read(cls, text: str) -> "Typed":
        lun, _, rest = text.partition("=")
        guid, _, format_ = rest.partition("=")
        if format_ not in FORMATS:
            raise ValueError(format_)
        return cls(int(lun) if lun else None, UUID(guid), format_)


class Uploaded(forms.Widget):
    """Reads the hidden inputs of the zone."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Typed]:
        found = []
        for text in data.getlist(name)[: MOST_LUN + 1]:
            try:
                found.append(Typed.read(text))
            except ValueError:
                continue  # not from the script; reads as not uploaded
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class DisksField(forms.Field):
    """Disks from uploads of one person."""

    widget = Uploaded
    is_many: ClassVar[bool]
    user: User

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def owned_by(self, user: User) -> None:
        self.user = user

    def uploads(self, typed: list[Typed]) -> dict[UUID, Upload]:
        guids = [disk.guid for disk in typed]
        own = Upload.objects.filter(owner=self.user, guid__in=guids, state=UploadState.COMPLETE)
        return {upload.guid: upload for upload in own.select_related("region")}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundDisks":
        return BoundDisks(form, self, field_name)

    def clean(self, value: list[Typed]) -> list[DiskInput]:
        uploads = self.uploads(value)
        if any(disk.guid not in uploads for disk in value):
            raise ValidationError(
                "An upload is not there any more, or has not arrived completely. "
                "Choose the file again."
            )
        return [self._input(disk, uploads[disk.guid]) for disk in value]

    def _input(self, disk: Typed, upload: Upload) -> DiskInput:
        lun = disk.lun if self.is_many else None
        if self.is_many and lun is None:
            raise ValidationError(f"Give {upload} a LUN.")
        return DiskInput(lun=lun, upload=upload, claimed=disk.format)


class OsDiskField(DisksField):
    is_many = False


class DataDisksField(DisksField):
    is_many = True


class BoundDisks(forms.BoundField):
    """The field on its form, with the uploads that it holds already."""

    field: DisksField

    @cached_property
    def arrived(self) -> list[tuple[Typed, Upload]]:
        typed: list[Typed] = self.value() or []
        uploads = self.field.uploads(typed) if typed else {}
        return [(disk, uploads[disk.guid]) for disk in typed if disk.guid in uploads]

    @property
    def is_many(self) -> bool:
        return self.field.is_many

    @property
    def most_lun(self) -> int:
        return MOST_LUN
