"""What recipients are told: not where things lie, what they are made from, or who has them."""

from collections.abc import Sequence
from typing import Any

from galleries import changes
from galleries.api.mapping import shown
from galleries.api.versions.shape import disk_shape, parts_of
from galleries.models import ImageDefinition, ImageVersion
from portal.api.resources import Body
from portal.api.shapes import iso, without_empty
from regions.models import Region

OF_DEFINITION = (
    "osType", "osState", "hyperVGeneration", "architecture", "identifier", "recommended",
    "disallowed", "features", "purchasePlan", "privacyStatementUri", "eula", "endOfLifeDate",
)  # fmt: skip


def entry(unique_id: str, region: Region, properties: Body, **more: Any) -> Body:
    """`name` is the last segment of the id."""
    return {
        "name": unique_id.rsplit("/", 1)[-1],
        "location": region.name,
        **more,
        "identifier": {"uniqueId": unique_id},
        "properties": properties,
    }


def definition_properties(definition: ImageDefinition) -> Body:
    properties = shown(changes.DEFINITION, definition)["properties"]
    return {name: properties[name] for name in OF_DEFINITION if name in properties}


def version_properties(versions: Sequence[ImageVersion], region: Region) -> list[Body]:
    """Of all of them at once."""
    parts = parts_of(versions)
    return [_version(version, parts[version.pk], region) for version in versions]


def _version(version: ImageVersion, parts: Any, region: Region) -> Body:
    own = parts.excluded.get(region.name)
    told = {
        "publishedDate": iso(version.published_at),
        "endOfLifeDate": iso(version.end_of_life),
        "excludeFromLatest": version.exclude_from_latest if own is None else own,
        "storageProfile": _disks(version, parts.disks),
    }
    return without_empty(told)


def _disks(version: ImageVersion, disks: Sequence[Any]) -> Body:
    shapes = {disk.lun: disk_shape(version, disk, "diskSizeGB") for disk in disks}
    data = [{"lun": lun, **shape} for lun, shape in shapes.items() if lun is not None]
    return without_empty({"osDiskImage": shapes.get(None), "dataDiskImages": data})
