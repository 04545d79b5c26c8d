"""Steps of a version's pages."""

from collections.abc import Sequence
from typing import Any

from galleries.models import ImageDefinition, ImageVersion
from galleries.snippets import names
from galleries.snippets.names import API
from galleries.snippets.things import Thing
from portal.snippets import Call, Sdk, Step, option
from regions.models import Claim


def of_version(version: ImageVersion, region: str) -> list[Step]:
    """`region` is one that has it, if any has."""
    path = names.certain_path(version.definition, str(version))
    shown = Thing.version(version).shown(
        "How it stands in every region",
        {"expand": "ReplicationStatus"},
        "--expand ReplicationStatus",
        command=[f"show_replication {path}"],
    )
    repair = Step("Reads every byte again", command=[f"verify_replicas {path}", "--repair"])
    name = f"{version.definition.name}-{version}"
    disk = Step("A disk file that hypervisors read", command=export(path, name, region))
    return [shown, *([disk] if region else []), repair]


def publishing(
    definition: ImageDefinition, number: str, region: str, source: ImageVersion | None
) -> list[Step]:
    """The resource manager takes a version of any gallery; a disk file is read by our command."""
    step = Step(
        "The disk file is read where it lies", command=_from_file(definition, number, region)
    )
    return [*([_from_version(definition, number, region, source)] if source else []), step]


def changing_regions(version: ImageVersion, claims: Sequence[Claim]) -> list[Step]:
    """As they are now: add a line, or change a count."""
    wanted = [_target(claim) for claim in claims]
    return [
        Thing.version(version).changed(
            "The regions it is kept in, and how many copies each keeps",
            {"publishingProfile": {"targetRegions": wanted}},
            f"--target-regions {' '.join(_in_words(target) for target in wanted)}",
        )
    ]


def changing_version(version: ImageVersion) -> list[Step]:
    excluded = version.exclude_from_latest
    setting = f"publishingProfile.excludeFromLatest={str(excluded).lower()}"
    return [
        Thing.version(version).changed(
            "Whether latest may be this one",
            {"publishingProfile": {"excludeFromLatest": excluded}},
            option("--set", setting),
        )
    ]


def deleting_version(version: ImageVersion) -> list[Step]:
    return [Thing.version(version).deleted("For good, in every region")]


def export(path: str, name: str, region: str) -> list[str]:
    output = option("--output", f"{name}.vhd")
    return [f"export_image {path}", f"--region {region} --format vhd", output]


def _from_version(
    definition: ImageDefinition, number: str, region: str, source: ImageVersion
) -> Step:
    origin = source.resource.arm_id
    body = {
        "location": region,
        "properties": {
            "publishingProfile": {"targetRegions": [{"name": region, "regionalReplicaCount": 1}]},
            "storageProfile": {"source": {"id": origin}},
        },
    }
    arguments = [*names.sdk_image(definition), number]
    return Step(
        f"Version {number}, with the disks of {source}",
        Call("PUT", f"{definition.resource.arm_id}/versions/{number}", API, body),
        az=[
            "sig image-version create",
            *names.of_image(definition),
            option("--gallery-image-version", number),
            option("--image-version", origin),
            f"--location {region} --target-regions {region}=1",
        ],
        sdk=Sdk("compute", "gallery_image_versions.begin_create_or_update", arguments),
    )


def _from_file(definition: ImageDefinition, number: str, region: str) -> list[str]:
    gallery = definition.gallery
    twice = names.is_shared(gallery)
    return [
        "publish_image disk.vhd",
        *([option("--subscription", gallery.subscription.guid)] if twice else []),
        option("--gallery", gallery.name),
        option("--definition", definition.name),
        f"--version {number} --source-region {region}",
        "--wait",
    ]


def _target(claim: Claim) -> dict[str, Any]:
    return {
        "name": claim.region_id,
        "regionalReplicaCount": claim.replica_count,
        "storageAccountType": str(claim.storage_type),
    }


def _in_words(target: dict[str, Any]) -> str:
    kind = target["storageAccountType"].lower()
    return f"{target['name']}={target['regionalReplicaCount']}={kind}"
