"""Bodies of versions: a fixed number of queries, however many there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Resource
from galleries import changes
from galleries.api.known import SOURCE_MOVED, STORAGE_TYPES
from galleries.api.mapping import shown
from galleries.api.versions.wishes import default_caching
from galleries.choices import SourceKind
from galleries.models import ImageVersion, VersionTarget
from galleries.services.reach import is_public_id
from galleries.services.versions import provisioning_state
from portal.api.call import Call
from portal.api.ids import ResourceId
from portal.api.resources import Body
from portal.api.shapes import iso
from regions.models import Claim, DiskSetDisk
from regions.services.status import RegionStatus, aggregated, region_rows

READ = "Microsoft.Compute/galleries/images/versions/read"
GB = 1024**3


@dataclass
class Parts:
    """What else is known of one version."""

    claims: list[Claim] = field(default_factory=list)
    disks: list[DiskSetDisk] = field(default_factory=list)
    excluded: dict[str, bool | None] = field(default_factory=dict)  # in order of the targets


def shape(call: Call, version: ImageVersion) -> Body:
    """With `$expand=ReplicationStatus`, how every region fares."""
    body = shapes(call, [version])[0]
    if call.option("$expand").lower() == "replicationstatus":
        places = [
            target["name"] for target in body["properties"]["publishingProfile"]["targetRegions"]
        ]
        rows = region_rows(version.disk_set)
        body["properties"]["replicationStatus"] = replication_status(
            sorted(rows, key=lambda row: places.index(str(row.region)))
        )
    return body


def shapes(call: Call, versions: Sequence[ImageVersion]) -> list[Body]:
    parts = parts_of(versions)
    told = told_sources(call, versions)
    return [_shape(call, version, parts[version.pk], version.pk in told) for version in versions]


def parts_of(versions: Sequence[ImageVersion]) -> dict[int, Parts]:
    by_set = {version.disk_set_id: version.pk for version in versions}
    parts: dict[int, Parts] = defaultdict(Parts)
    for target in VersionTarget.objects.filter(version__in=by_set.values()):
        parts[target.version_id].excluded[target.region_id] = target.exclude_from_latest
    for claim in Claim.objects.filter(disk_set__in=by_set).select_related("region").order_by("id"):
        parts[by_set[claim.disk_set_id]].claims.append(claim)
    for disk in DiskSetDisk.objects.filter(disk_set__in=by_set).select_related("content"):
        parts[by_set[disk.disk_set_id]].disks.append(disk)
    for known in parts.values():
        order = list(known.excluded)
        known.claims.sort(key=lambda c: order.index(c.region_id) if c.region_id in order else 999)
    return parts


def told_sources(call: Call, versions: Sequence[ImageVersion]) -> set[int]:
    """Versions whose source the caller may know: they can read it, or could while it was there.

    What is shared with many is known by its public id.
    """
    made = [version for version in versions if version.source_kind == SourceKind.VERSION]
    above = {version.pk: _with_ancestors(version.source_text) for version in made}
    keys = {key for found in above.values() for key in found}
    cards = (
        {card.arm_key: card for card in Resource.objects.filter(arm_key__in=keys)} if keys else {}
    )
    told = set()
    for version in made:
        nearest = next((cards[key] for key in above[version.pk] if key in cards), None)
        if is_public_id(version.source_text) or (nearest and call.access.can(READ, nearest)):
            told.add(version.pk)
    return told


def _with_ancestors(text: str) -> list[str]:
    """Keys of the version, its definition, gallery and so on, nearest first."""
    if is_public_id(text):
        return []
    found: list[str] = []
    id_: ResourceId | None = ResourceId.parse(text)
    while id_ is not None:
        found.append(id_.key)
        id_ = id_.parent
    return found


def _shape(call: Call, version: ImageVersion, parts: Parts, tells_source: bool) -> Body:
    body = shown(changes.VERSION, version, without={"storage_type"})
    properties = body["properties"]
    properties["provisioningState"] = provisioning_state(version, parts.claims).value
    profile = properties["publishingProfile"]
    profile["targetRegions"] = [_target(call, version, claim, parts) for claim in parts.claims]
    profile["publishedDate"] = iso(version.published_at)
    profile["replicationMode"] = "Full"
    if call.version >= STORAGE_TYPES and not version.storage_strategy:
        profile["storageAccountType"] = version.storage_type
    properties["storageProfile"] = _disks(version, parts.disks)
    properties["safetyProfile"]["reportedForPolicyViolation"] = False
    if tells_source:
        _tell_source(call, properties, version.source_text)
    return body


def _target(call: Call, version: ImageVersion, claim: Claim, parts: Parts) -> Body:
    own = parts.excluded.get(claim.region_id)
    target = {
        "name": claim.region.display_name,
        "regionalReplicaCount": claim.replica_count,
        "storageAccountType": claim.storage_type,
        "excludeFromLatest": version.exclude_from_latest if own is None else own,
    }
    if call.version < STORAGE_TYPES:
        del target["storageAccountType"]
    return target


def _disks(version: ImageVersion, disks: Sequence[DiskSetDisk]) -> Body:
    profile: Body = {}
    for disk in disks:
        shown_ = disk_shape(version, disk, "sizeInGB")
        if disk.lun is None:
            profile["osDiskImage"] = shown_
        else:
            profile.setdefault("dataDiskImages", []).append({"lun": disk.lun, **shown_})
    return profile


def disk_shape(version: ImageVersion, disk: DiskSetDisk, size: str) -> Body:
    lun = "" if disk.lun is None else str(disk.lun)
    caching = version.host_caching.get(lun, default_caching(lun))
    return {size: -(-disk.content.virtual_size // GB), "hostCaching": caching}


def _tell_source(call: Call, properties: Body, text: str) -> None:
    if call.version < SOURCE_MOVED:
        properties["publishingProfile"]["source"] = {"managedImage": {"id": text}}
    else:
        public = text.lower().startswith("/communitygalleries/")
        name = "communityGalleryImageId" if public else "id"
        properties["storageProfile"]["source"] = {name: text}


def replication_status(rows: Sequence[RegionStatus]) -> Body:
    return {"aggregatedState": aggregated(rows), "summary": [_regional(row) for row in rows]}


def _regional(row: RegionStatus) -> dict[str, Any]:
    return {
        "region": row.region.display_name,
        "state": row.state.value,
        "details": row.error_message,
        "progress": row.progress,
    }
