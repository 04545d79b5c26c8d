"""What to download of a version."""

from typing import Any

from django import forms

from regions.models import DiskSet

OS = "os"


def lun_of(text: str) -> int | None:
    return None if text == OS else int(text)


class DownloadForm(forms.Form):
    region = forms.ChoiceField(
        label="From the region", error_messages={"required": "Choose a region that has it."}
    )
    lun = forms.TypedChoiceField(label="Disk", coerce=lun_of, initial=OS)
    format = forms.ChoiceField(
        choices=[("vhd", "VHD"), ("raw", "Raw")], initial="vhd", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, disk_set: DiskSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = disk_set.claims.filter(replicas_ready__gt=0).select_related("region")
        region: Any = self.fields["region"]
        region.choices = [(claim.region_id, str(claim.region)) for claim in ready]
        lun: Any = self.fields["lun"]
        lun.choices = [
            (OS if disk.lun is None else str(disk.lun), str(disk)) for disk in disk_set.disks.all()
        ]
