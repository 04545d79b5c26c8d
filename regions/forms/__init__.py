"""What people type and choose about regions and disks."""

from regions.forms.allow_list import AllowForm
from regions.forms.disks import DataDisksField, OsDiskField
from regions.forms.targets import Chosen, TargetsField, usable_regions

__all__ = [
    "AllowForm",
    "Chosen",
    "DataDisksField",
    "OsDiskField",
    "TargetsField",
    "usable_regions",
]
