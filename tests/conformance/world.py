"""What the examples speak of: galleries that can be read, changed, shared and emptied."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts import roles
from accounts.models import User
from galleries.choices import ShareKind, Sharing
from galleries.models import Gallery, ImageDefinition
from galleries.services.sharing import enable_community, share_gallery
from portal.sample.disks import MIB, sample_disk
from regions.services.regions import sync_regions
from tests.support import factories, galleries
from tests.support.factories import ACTOR
from tests.support.regions import drain

# As the examples describe theirs; a version's source is of the same kind.
KIND = {"os_type": "Windows", "os_state": "Generalized", "generation": "V1"}
NAMED = {"publisher": "myPublisherName", "offer": "myOfferName", "sku": "mySkuName"}
COMMUNITY = {
    "publisher_uri": "https://contoso.example",
    "publisher_contact": "images@contoso.example",
    "eula": "https://contoso.example/eula",
    "public_name_prefix": "contoso",
}
REGION = "westus"  # of the examples


@dataclass
class World:
    owner: User
    subscription: str
    group: str
    source: str  # a version that is ready
    shared_name: str  # of a gallery that another tenant shares with the subscription
    public_name: str  # of a community gallery


def build() -> World:
    sync_regions()
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder, "disk.raw")
        disk.write_bytes(sample_disk("windows", 0, size=4 * MIB, packages=2))
        return _build(disk)


def _build(disk: Path) -> World:
    tenant = factories.tenant("Contoso")
    group = factories.resource_group(factories.subscription(tenant), "myResourceGroup", REGION)
    owner = factories.person(tenant, "Owner")
    factories.grant(roles.OWNER, owner, tenant)
    source = _version(_definition(_gallery(group, "sources")), disk)
    _fill(group, source)
    shared, community = _of_others(group.subscription, disk)
    drain()
    return World(
        owner=owner,
        subscription=str(group.subscription.guid),
        group=group.name,
        source=source.resource.arm_id,
        shared_name=shared.unique_name,
        public_name=community.community.public_name,
    )


def _fill(group: Any, source: Any) -> None:
    """`prepared` has an image with a version, and an image without."""
    drain()
    prepared = _gallery(group, "prepared")
    image = _definition(prepared, **NAMED)
    galleries.version(image, number="0.9.0", regions=(REGION,), source=source)
    _definition(prepared, name="emptied")
    _gallery(group, "emptied")
    _gallery(group, "meant_for_groups", sharing=Sharing.GROUPS)
    _gallery(group, "meant_for_all", sharing=Sharing.COMMUNITY, community=COMMUNITY)


def _of_others(subscription: Any, disk: Path) -> tuple[Gallery, Gallery]:
    """One that is shared with the subscription, one with everybody."""
    group = factories.resource_group(factories.subscription(), region=REGION)
    shared = _gallery(group, "shared", sharing=Sharing.GROUPS)
    community = _gallery(group, "community", sharing=Sharing.COMMUNITY, community=COMMUNITY)
    for gallery in (shared, community):
        _version(_definition(gallery), disk)
    recipient = (ShareKind.SUBSCRIPTION, subscription.guid)
    share_gallery(actor=ACTOR, gallery=shared, recipients=[recipient])
    enable_community(actor=ACTOR, gallery=community)
    return shared, community


def _gallery(group: Any, name: str, **more: Any) -> Gallery:
    return galleries.gallery(group, name=name, region=REGION, **more)


def _definition(gallery: Gallery, **more: Any) -> ImageDefinition:
    return galleries.definition(gallery, **{"name": "myGalleryImageName", **KIND, **more})


def _version(definition: ImageDefinition, disk: Path) -> Any:
    return galleries.version(definition, disk, regions=(REGION,))
