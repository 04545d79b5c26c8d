"""Disk sets with claims, as a publish makes them, and workers that run until nothing is left."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from accounts.choices import ResourceType
from accounts.models import Resource, Tenant
from imagestore.chunkset import ChunkSet
from imagestore.export import export_to_file, lay_out
from regions.catalogue import configuration
from regions.models import Claim, DiskContent, DiskSet, Region, Replica
from regions.replication.queue import busy_regions
from regions.replication.run import take_turn
from regions.services.claims import create_claims, parse_target
from regions.services.contents import DiskInput, create_disk_set, inspect
from regions.services.regions import sync_regions
from regions.stores import addresses_of, open_set
from tests.support import factories

TWO_REGIONS = """
[[region]]
name = "north"
display_name = "North"
latitude = 60
longitude = 10
stores = {{ standard = "{folder}/north" }}

[[region]]
name = "south"
display_name = "South"
latitude = 40
longitude = 10
stores = {{ standard = "{folder}/south" }}
"""


def configure(settings: Any, folder: Path, regions: str, *stores: str) -> None:
    """Regions that an operator wrote down, with these folders as their stores."""
    file = folder / "regions.toml"
    file.write_text(regions.format(folder=folder))
    settings.SIG_REGIONS = str(file)
    configuration.cache_clear()
    for store in stores:
        (folder / store).mkdir(parents=True)
    sync_regions()


def version_card(of: Tenant | None = None) -> Resource:
    """A card as a version has, in a subscription of the tenant."""
    subscription = factories.subscription(of)
    name = uuid.uuid4().hex
    return Resource.objects.create_card(
        arm_id=f"{subscription.resource.arm_id}/{name}",
        type=ResourceType.VERSION,
        name=name,
        parent=subscription.resource,
        tenant=subscription.resource.tenant,
        subscription=subscription.resource,
    )


def publish(
    *disks: Path | DiskContent,
    to: Sequence[str] = ("westus2",),
    tenant: Tenant | None = None,
    priority: int = 0,
) -> DiskSet:
    """The first disk is the OS disk; the first target is the source region."""
    tenant = tenant or factories.tenant()
    targets = [parse_target(text) for text in to]
    inputs = [_input(place, disk) for place, disk in enumerate(disks)]
    disk_set = create_disk_set(
        tenant=tenant,
        region=targets[0].region,
        disks=inspect(inputs),
        card=version_card(tenant),
    )
    create_claims(disk_set, targets, priority=priority)
    return disk_set


def _input(place: int, disk: Path | DiskContent) -> DiskInput:
    lun = place - 1 if place else None
    if isinstance(disk, DiskContent):
        return DiskInput(lun=lun, content=disk)
    return DiskInput(lun=lun, file=disk)


def claim_in(disk_set: DiskSet, region: str) -> Claim:
    return Claim.objects.get(disk_set=disk_set, region=region)


def region(name: str = "westus2") -> Region:
    return Region.objects.get(name=name)


def drain(*only: str) -> None:
    """Work as workers do until nothing is left to do (in these regions)."""
    for _ in range(500):
        names = [name for name in busy_regions() if not only or name in only]
        if not names:
            return
        for name in names:
            take_turn(name)
    raise AssertionError("The work never ends.")


def skip_pauses() -> None:
    """As if the time until the next try had gone by."""
    Replica.objects.update(not_before=None)
    DiskContent.objects.update(not_before=None)


def sets_in(disk_set: DiskSet, name: str) -> list[list[ChunkSet]]:
    """The deep copies of every replica in a region, by ordinal."""
    related = ("claim__region", "claim__disk_set__tenant__resource")
    found = Replica.objects.filter(claim__disk_set=disk_set, claim__region=name)
    return [
        [open_set(address) for address in addresses_of(replica)]
        for replica in found.select_related(*related).order_by("ordinal")
    ]


def exported(manifest: str, sources: list[ChunkSet], folder: Path) -> bytes:
    file = folder / uuid.uuid4().hex
    export_to_file(lay_out(manifest, sources, "raw"), sources, file)
    return file.read_bytes()


def every_copy(disk_set: DiskSet, lun: int | None = None) -> list[tuple[str, ChunkSet]]:
    """(manifest, set) of each deep copy of one disk, zones of ZRS apart."""
    content = disk_set.disks.get(lun=lun).content
    return [
        (content.manifest, held)
        for claim in disk_set.claims.all()
        for zones in sets_in(disk_set, claim.region_id)
        for held in zones
    ]
