"""What people type and choose about regions and disks."""

from regions.forms.allow_list import AllowForm
from regions.forms.targets import Chosen, TargetsField, usable_regions

__all__ = ["AllowForm", "Chosen", "TargetsField", "usable_regions"]
