"""Disk sets with claims, as a publish makes them, and workers that run until nothing is left."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from accounts.choices import ResourceType
from accounts.models import Resource, Tenant
from regions.models import Claim, DiskContent, DiskSet, Region
from regions.services.claims import create_claims, parse_target
from regions.services.contents import DiskInput, create_disk_set, inspect
from tests.support import factories


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
