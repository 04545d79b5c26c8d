"""Cards of this app's resources, with the ids that the public service would give them."""

from collections.abc import Mapping

from django.utils import timezone

from accounts.choices import ResourceType
from accounts.models import Resource
from accounts.services.tags import checked_tags
from regions.models import Region

SEGMENTS = {
    ResourceType.GALLERY: "providers/Microsoft.Compute/galleries",
    ResourceType.DEFINITION: "images",
    ResourceType.VERSION: "versions",
}


def create_card(
    parent: Resource, type_: ResourceType, name: str, region: Region, tags: Mapping[str, str] | None
) -> Resource:
    now = timezone.now()
    return Resource.objects.create_card(
        type=type_,
        name=name,
        arm_id=f"{parent.arm_id}/{SEGMENTS[type_]}/{name}",
        parent=parent,
        region=region.name,
        tags=checked_tags(tags or {}),
        created_at=now,
        changed_at=now,
    )


def touch(card: Resource, tags: Mapping[str, str] | None = None) -> None:
    """Note that the resource was changed; with `tags`, these are its tags from now on."""
    card.changed_at = timezone.now()
    changed = ["changed_at"]
    if tags is not None:
        card.tags = checked_tags(tags)
        changed.append("tags")
    card.save(update_fields=changed)
