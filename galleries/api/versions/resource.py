"""Image versions: the resource, and its list."""

from typing import Any, ClassVar

from django.db import transaction

from accounts.choices import ResourceType
from galleries import changes
from galleries.api.fetching import check_location, fetch, fetch_parent
from galleries.api.handler import GalleryHandler
from galleries.api.lists import Within
from galleries.api.versions.bodies import GalleryImageVersionSerializer
from galleries.api.versions.operation import begin_if_open, begin_write
from galleries.api.versions.shape import shape, shapes
from galleries.api.versions.sources import check_unchanged, find_source
from galleries.api.versions.wishes import (
    Wishes,
    caching_of,
    check_luns,
    new_caching,
    properties_of,
    refuse_unserved,
)
from galleries.models import ImageDefinition, ImageVersion
from galleries.rights import DELETE_VERSION, WRITE_VERSION
from galleries.services.sources import chosen
from galleries.services.versions import delete_version, publish_inspected, update_version
from portal.api.call import Call
from portal.api.fields import read
from portal.api.ids import ResourceId
from portal.api.resources import Answer, Body
from portal.api.views import ResourceView
from portal.operations.models import Operation
from regions.choices import RegionState
from regions.models import Region
from regions.services.claims import Target, retry_claim
from regions.services.contents import inspect
from regions.services.regions import resolve_region


class VersionResource(GalleryHandler):
    type = str(ResourceType.VERSION)
    model, rules, to_delete = ImageVersion, changes.VERSION, DELETE_VERSION
    request_serializer = response_serializer = GalleryImageVersionSerializer
    query_options: ClassVar = {"$expand": "ReplicationStatus tells how every region fares."}
    example: ClassVar[Body] = {
        "location": "westus2",
        "properties": {
            "storageProfile": {"source": {"id": "/subscriptions/.../images/base/versions/1.0.0"}},
            "publishingProfile": {
                "targetRegions": [
                    {"name": "westus2", "regionalReplicaCount": 2},
                    {"name": "westeurope", "storageAccountType": "Standard_ZRS"},
                ]
            },
        },
    }

    def get(self, call: Call, id_: ResourceId) -> Body:
        return shape(call, fetch(call, ImageVersion, id_))

    def wanted(self, body: Body) -> Body:
        return body_of(body)

    def create(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        definition = fetch_parent(call, ImageDefinition, id_)
        call.require(WRITE_VERSION, definition.resource)
        region = resolve_region(body.get("location") or definition.resource.region, field="region")
        publication = publication_of(call, body, region)
        source, public_id = find_source(call, definition, body, region)
        disks = inspect(chosen(definition, (), source, public_id))
        with transaction.atomic():
            version = publish_inspected(
                actor=call.actor,
                definition=definition,
                disks=disks,
                source=source,
                source_id=public_id,
                number=id_.name,
                **publication,
            )
            operation = begin_write(call, version)
        return Answer(shape(call, version), 201, operation)

    def update(self, call: Call, found: ImageVersion, body: Body, *, replaces: bool) -> Answer:
        call.require(WRITE_VERSION, found.resource)
        check_location(found, body.get("location", ""))
        check_unchanged(call, found, body)
        wanted = changes_of(call, found, body, replaces=replaces)
        with transaction.atomic():
            update_version(actor=call.actor, version=found, **wanted)
            if replaces:
                retry_failed(call, found)
            operation = begin_if_open(call, found)
        return Answer(shape(call, found), 200, operation)

    def remove(self, call: Call, found: ImageVersion) -> None:
        delete_version(actor=call.actor, version=found)


def body_of(body: Body) -> Body:
    wanted = read(GalleryImageVersionSerializer, body)
    refuse_unserved(wanted)
    check_luns(wanted)
    return wanted


def publication_of(call: Call, body: Body, region: Region) -> dict[str, Any]:
    """What `publish_version` is told, besides number and disks."""
    properties = properties_of(call, body, replaces=False)
    wishes = Wishes(call, body, properties)
    own = Target(region, wishes.count, wishes.common_type(region))
    return {
        **properties,
        "source_region": region,
        "targets": wishes.targets() or [own],
        "excluded": wishes.excluded(),
        "host_caching": caching_of(body),
    }


def changes_of(call: Call, version: ImageVersion, body: Body, *, replaces: bool) -> dict[str, Any]:
    """What `update_version` is told. Without target regions in the body, those there are stay."""
    wanted = properties_of(call, body, replaces=replaces)
    common = {
        name: wanted.get(name) or getattr(version, name)
        for name in ("replica_count", "storage_type", "storage_strategy")
    }
    wishes = Wishes(call, body, {**common, "exclude_from_latest": version.exclude_from_latest})
    if wishes.listed:
        claims = {claim.region_id: claim for claim in version.disk_set.claims.all()}
        wanted |= {"targets": wishes.targets(claims), "excluded": wishes.excluded(version)}
    if caching := new_caching(version, body):
        wanted["host_caching"] = {**version.host_caching, **caching}
    return wanted


def retry_failed(call: Call, version: ImageVersion) -> None:
    """The same PUT again goes on where copying failed or was canceled."""
    failed = version.disk_set.claims.filter(state=RegionState.FAILED)
    for claim in failed.select_related("region", "disk_set__card"):
        retry_claim(actor=call.actor, claim=claim)


def result(operation: Operation, call: Call) -> Body:
    """What the caller gets at the end."""
    return VersionResource().get(call, ResourceId.parse(operation.target_arm_id))


class VersionView(ResourceView):
    resource = VersionResource()


class Versions(Within):
    """All versions of an image, in the order of their numbers."""

    model = ImageVersion
    response_serializer = GalleryImageVersionSerializer
    order = ("major", "minor", "patch")

    def above(self) -> Any:
        return ImageDefinition

    def inside(self, place: int) -> Any:
        """With their cards alone: what they lie in is in their ids."""
        return ImageVersion.objects.select_related("resource").filter(definition=place)

    def show_page(self, rows: list[Any]) -> list[Body]:
        return shapes(self.call, rows)
