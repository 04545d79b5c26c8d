"""What people say of regions, as the picker sends it and before anything of it is checked."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from regions.choices import StorageType
from regions.models import Region

MOST = 200  # regions that one form may name


@dataclass(frozen=True)
class Wish:
    """What a form says of one region, as it was typed."""

    count: str = ""
    storage_type: str = StorageType.STANDARD_LRS


@dataclass(frozen=True)
class Wishes:
    """What a form says of all regions; `count` is for those that name none.

    The source that the form was drawn with is always a target, and needs no tick. Once another
    source is chosen, it is a target no more than any other region.
    """

    count: str = "1"
    by_region: dict[str, Wish] = field(default_factory=dict)
    drawn_source: str = ""

    def wanted(self, source: Region) -> dict[str, Wish]:
        """The source first."""
        moved = {self.drawn_source} - {source.name}
        others = {name: wish for name, wish in self.by_region.items() if name not in moved}
        return {source.name: Wish(), **others}


class RegionPicker(forms.Widget):
    """Reads `NAME` (chosen regions), `NAME-count`, `NAME-source`, and for each region
    `NAME-REGION-count` and `NAME-REGION-type`."""

    template_name = "regions/_region_picker.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Wishes:
        chosen = data.getlist(name)[:MOST]
        source = data.get(f"{name}-source", "")
        return Wishes(
            drawn_source="" if source in chosen else source,
            count=data.get(f"{name}-count", "").strip() or "1",
            by_region={
                region: Wish(
                    data.get(f"{name}-{region}-count", "").strip(),
                    data.get(f"{name}-{region}-type", "") or StorageType.STANDARD_LRS,
                )
                for region in dict.fromkeys([*chosen, source])
                if region
            },
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False
