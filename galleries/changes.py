"""The one rule of change: what of a gallery, definition or version may change, and what never."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.errors import PropertyChangeNotAllowed


@dataclass(frozen=True)
class Rules:
    """Attributes by what may happen to them, each with the public name of its property."""

    always: dict[str, str]
    never: dict[str, str]
    advice: str


GALLERY = Rules(
    always={
        "description": "gallery.properties.description",
        "sharing": "gallery.properties.sharingProfile.permissions",
        "tags": "gallery.tags",
    },
    never={"name": "gallery.name", "region": "gallery.location"},
    advice="Create another gallery instead.",
)

DEFINITION = Rules(
    always={
        "description": "galleryImage.properties.description",
        "vcpus_min": "galleryImage.properties.recommended.vCPUs.min",
        "vcpus_max": "galleryImage.properties.recommended.vCPUs.max",
        "memory_min": "galleryImage.properties.recommended.memory.min",
        "memory_max": "galleryImage.properties.recommended.memory.max",
        "disallowed_disk_types": "galleryImage.properties.disallowed.diskTypes",
        "eula": "galleryImage.properties.eula",
        "privacy_uri": "galleryImage.properties.privacyStatementUri",
        "release_note_uri": "galleryImage.properties.releaseNoteUri",
        "end_of_life": "galleryImage.properties.endOfLifeDate",
        "tags": "galleryImage.tags",
    },
    never={
        "name": "galleryImage.name",
        "region": "galleryImage.location",
        "os_type": "galleryImage.properties.osType",
        "os_state": "galleryImage.properties.osState",
        "generation": "galleryImage.properties.hyperVGeneration",
        "architecture": "galleryImage.properties.architecture",
        "publisher": "galleryImage.properties.identifier.publisher",
        "offer": "galleryImage.properties.identifier.offer",
        "sku": "galleryImage.properties.identifier.sku",
        "plan_name": "galleryImage.properties.purchasePlan.name",
        "plan_publisher": "galleryImage.properties.purchasePlan.publisher",
        "plan_product": "galleryImage.properties.purchasePlan.product",
        "features": "galleryImage.properties.features",
    },
    advice="Create another image definition instead.",
)

# For those who say that they mean to: machines are offered what the features promise.
DEFINITION_WITH_FEATURES = Rules(
    always={**DEFINITION.always, "features": DEFINITION.never["features"]},
    never={name: path for name, path in DEFINITION.never.items() if name != "features"},
    advice=DEFINITION.advice,
)

VERSION = Rules(
    always={
        "targets": "galleryImageVersion.properties.publishingProfile.targetRegions",
        "replica_count": "galleryImageVersion.properties.publishingProfile.replicaCount",
        "exclude_from_latest": "galleryImageVersion.properties.publishingProfile.excludeFromLatest",
        "end_of_life": "galleryImageVersion.properties.publishingProfile.endOfLifeDate",
        "may_lose_regions": (
            "galleryImageVersion.properties.safetyProfile.allowDeletionOfReplicatedLocations"
        ),
        "is_kept_until_end_of_life": (
            "galleryImageVersion.properties.safetyProfile.blockDeletionBeforeEndOfLife"
        ),
        "tags": "galleryImageVersion.tags",
    },
    never={
        "number": "galleryImageVersion.name",
        "region": "galleryImageVersion.location",
        "storage_type": "galleryImageVersion.properties.publishingProfile.storageAccountType",
        "storage_strategy": (
            "galleryImageVersion.properties.publishingProfile.storageAccountStrategy"
        ),
        "source_text": "galleryImageVersion.properties.storageProfile.source.id",
        "host_caching": "galleryImageVersion.properties.storageProfile.osDiskImage.hostCaching",
    },
    advice="Publish another version instead.",
)


def changed(rules: Rules, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What of `wanted` differs from `now`. Raises PropertyChangeNotAllowed for what is fixed."""
    unknown = set(wanted) - set(rules.always) - set(rules.never)
    if unknown:
        raise TypeError(f"No such properties: {', '.join(sorted(unknown))}.")
    different = {name: value for name, value in wanted.items() if value != now[name]}
    for name in different:
        if name in rules.never:
            raise _refused(rules, name, now[name], wanted[name])
    return different


def _refused(rules: Rules, name: str, now: Any, wanted: Any) -> PropertyChangeNotAllowed:
    return PropertyChangeNotAllowed(
        f"Changing property '{rules.never[name]}' is not allowed. It is {_shown(now)} and was to "
        f"become {_shown(wanted)}. {rules.advice} Nothing was changed.",
        field=name,
        property=rules.never[name],
        before=now,
        after=wanted,
    )


def _shown(value: Any) -> str:
    return f"'{value}'" if value not in ("", None) else "not set"
