"""What a body wants of a version besides its source: regions, counts, dates, protection."""

from collections.abc import Mapping
from typing import Any

from galleries import changes
from galleries.api.known import STORAGE_TYPES
from galleries.api.mapping import wanted_of
from galleries.choices import HostCaching, StorageStrategy
from galleries.models import ImageVersion
from portal.api.call import Call
from portal.api.errors import NotServed
from portal.api.resources import Body
from portal.errors import InvalidInput
from regions.choices import StorageType
from regions.models import Claim, Region
from regions.services.regions import resolve_region
from regions.services.targets import Target

PROFILE = "galleryImageVersion.properties.publishingProfile"
TARGETS = f"{PROFILE}.targetRegions"
UNSERVED = {
    "encryption": "Copies are not encrypted with keys of your own here",
    "additionalReplicaSets": "There are no further replica sets here",
}


def refuse_unserved(body: Body) -> None:
    """Raises NotServed for what would otherwise be silently missing."""
    properties = body.get("properties", {})
    profile = properties.get("publishingProfile", {})
    if profile.get("replicationMode", "Full").lower() not in {"full", ""}:
        raise NotServed(
            "Every region gets full copies here: replicationMode is Full.",
            field=f"{PROFILE}.replicationMode",
        )
    if profile.get("targetExtendedLocations"):
        raise NotServed(
            "There are no edge zones here. Leave targetExtendedLocations out.",
            field=f"{PROFILE}.targetExtendedLocations",
        )
    if any(properties.get("securityProfile", {}).values()):
        raise NotServed(
            "Keys for secure boot are not kept here. Leave securityProfile out.",
            field="galleryImageVersion.properties.securityProfile",
        )
    if properties.get("restore"):
        raise NotServed(
            "Soft delete is not offered here, so there is nothing to restore.",
            field="galleryImageVersion.properties.restore",
        )
    for target in profile.get("targetRegions", []):
        _refuse_in_target(target)


def _refuse_in_target(target: Body) -> None:
    for name, why in UNSERVED.items():
        if target.get(name):
            raise NotServed(f"{why}. Leave {name} out.", field=f"{TARGETS}.{name}")


def check_luns(body: Body) -> None:
    disks = body.get("properties", {}).get("storageProfile", {}).get("dataDiskImages", [])
    luns = [disk.get("lun") for disk in disks]
    if None in luns or len(set(luns)) < len(luns):
        raise InvalidInput(
            "Duplicated lun numbers have been detected in the input data disks. Lun number must "
            "be unique for each data disk, and each has one.",
            field="galleryImageVersion.properties.storageProfile.dataDiskImages",
        )


def properties_of(call: Call, body: Body, *, replaces: bool) -> dict[str, Any]:
    """Columns; those that only later api-versions know are not read by earlier ones."""
    wanted = wanted_of(changes.VERSION, ImageVersion, body, replaces=replaces)
    if call.version < STORAGE_TYPES:
        wanted.pop("storage_type", None)
    if "storage_type" in wanted and wanted.get("storage_strategy"):
        raise InvalidInput(
            "storageAccountType cannot be specified along with storageAccountStrategy.",
            field="storage_strategy",
        )
    return wanted


def new_caching(version: ImageVersion, body: Body) -> dict[str, str]:
    """What of it is not as it is already."""
    now = version.host_caching
    return {
        lun: value
        for lun, value in caching_of(body).items()
        if value != now.get(lun, default_caching(lun))
    }


def default_caching(lun: str) -> str:
    return HostCaching.NONE.value if lun else HostCaching.READ_ONLY.value


def caching_of(body: Body) -> dict[str, str]:
    """By LUN; "" is the OS disk."""
    storage = body.get("properties", {}).get("storageProfile", {})
    places = {"": storage.get("osDiskImage", {})}
    places |= {str(disk.get("lun", "")): disk for disk in storage.get("dataDiskImages", [])}
    return {lun: disk["hostCaching"] for lun, disk in places.items() if "hostCaching" in disk}


class Wishes:
    """The target regions of a body, with what is common to those that say nothing themselves."""

    def __init__(self, call: Call, body: Body, common: Mapping[str, Any]) -> None:
        profile = body.get("properties", {}).get("publishingProfile", {})
        self.listed: list[Body] = profile.get("targetRegions", [])
        self.knows_types = call.version >= STORAGE_TYPES
        self.count = common.get("replica_count", 1)
        self.type = common.get("storage_type", StorageType.STANDARD_LRS)
        self.strategy = common.get("storage_strategy", "")
        self.is_excluded = common.get("exclude_from_latest", False)  # before any change
        self.regions = [resolve_region(_name(target), field=TARGETS) for target in self.listed]

    def targets(self, claims: Mapping[str, Claim] | None = None) -> list[Target]:
        """`claims` are those that the version has already, by region."""
        pairs = zip(self.regions, self.listed, strict=True)
        return [
            self._target(region, said, (claims or {}).get(region.name)) for region, said in pairs
        ]

    def _target(self, region: Region, said: Body, claim: Claim | None) -> Target:
        count = said.get("regionalReplicaCount", self.count)
        return Target(region, count, self._type(region, said, claim))

    def _type(self, region: Region, said: Body, claim: Claim | None) -> str:
        if not self.knows_types:
            return claim.storage_type if claim else self.type
        wanted = said.get("storageAccountType") or self.common_type(region)
        if claim and wanted != claim.storage_type and "storageAccountType" not in said:
            raise InvalidInput(
                "Global storage account type does not match the storage account type in the "
                f"existing TargetRegion: {region} has {claim.storage_type}. Repeat it there.",
                field=TARGETS,
            )
        return str(wanted)

    def common_type(self, region: Region) -> str:
        if self.strategy == StorageStrategy.PREFER_ZRS and region.zones:
            return StorageType.STANDARD_ZRS
        return str(self.type)

    def excluded(self, version: ImageVersion | None = None) -> dict[str, bool | None]:
        """From latest, by region. Whoever repeats what a region shows says nothing of it, so that
        the common flag goes on to count there.
        """
        targets = version.targets.all() if version else []
        own = {target.region_id: target.exclude_from_latest for target in targets}
        pairs = zip(self.regions, self.listed, strict=True)
        return {
            region.name: self._excluded(said.get("excludeFromLatest"), own.get(region.name))
            for region, said in pairs
        }

    def _excluded(self, said: bool | None, own: bool | None) -> bool | None:
        now = self.is_excluded if own is None else own
        return own if said is None or said == now else said


def _name(target: Body) -> str:
    name = target.get("name", "")
    if not name:
        raise InvalidInput("Each target region has a name.", field=TARGETS)
    return str(name)
