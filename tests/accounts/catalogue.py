"""Rows of galleries, definitions and versions, made directly: access asks for no more."""

from accounts.choices import ResourceType
from accounts.models import Resource, ResourceGroup
from galleries.choices import OsState, OsType, SourceKind
from galleries.models import Gallery, ImageDefinition, ImageVersion
from regions.models import DiskSet, Region


def region() -> Region:
    columns = {"display_name": "West US 2", "geography": "US", "latitude": 47, "longitude": -119}
    return Region.objects.get_or_create(name="westus2", defaults=columns)[0]


def _card(parent: Resource, type_: ResourceType, segment: str, name: str) -> Resource:
    arm_id = f"{parent.arm_id}/{segment}/{name}"
    return Resource.objects.create_card(
        arm_id=arm_id, type=type_, name=name, parent=parent, region="westus2"
    )


def gallery(of: ResourceGroup, name: str) -> Gallery:
    segment = "providers/Microsoft.Compute/galleries"
    return Gallery.objects.create(
        resource=_card(of.resource, ResourceType.GALLERY, segment, name),
        subscription=of.subscription,
        resource_group=of,
        name=name,
    )


def definition(of: Gallery, name: str) -> ImageDefinition:
    return ImageDefinition.objects.create(
        resource=_card(of.resource, ResourceType.DEFINITION, "images", name),
        gallery=of,
        name=name,
        publisher="Contoso",
        offer="Base",
        sku=name,
        os_type=OsType.LINUX,
        os_state=OsState.GENERALIZED,
        palette=0,
    )


def version(of: ImageDefinition, number: str = "1.0.0") -> ImageVersion:
    major, minor, patch = map(int, number.split("."))
    tenant = of.gallery.subscription.tenant
    return ImageVersion.objects.create(
        resource=_card(of.resource, ResourceType.VERSION, "versions", number),
        definition=of,
        major=major,
        minor=minor,
        patch=patch,
        disk_set=DiskSet.objects.create(tenant=tenant, region=region()),
        source_kind=SourceKind.FILE,
        source_text="disk.raw",
        published_by_name="Maya",
    )
