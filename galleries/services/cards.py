"""Cards of this app's resources, with the ids that the public service would give them."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.choices import SCOPE_COLUMNS, ResourceType
from accounts.models import Resource
from portal.errors import InvalidInput
from regions.models import Region

SEGMENTS = {
    ResourceType.GALLERY: "providers/Microsoft.Compute/galleries",
    ResourceType.DEFINITION: "images",
    ResourceType.VERSION: "versions",
}
MOST_TAGS = 50
MOST_TAG_NAME = 512
MOST_TAG_VALUE = 256
NOT_IN_TAG_NAMES = set("<>%&\\?/")


def create_card(
    parent: Resource, type_: ResourceType, name: str, region: Region, tags: Mapping[str, str] | None
) -> Resource:
    return Resource.objects.create_card(
        type=type_,
        name=name,
        arm_id=f"{parent.arm_id}/{SEGMENTS[type_]}/{name}",
        parent=parent,
        region=region.name,
        tags=checked_tags(tags or {}),
    )


def touch(card: Resource, tags: Mapping[str, str] | None = None) -> None:
    """Note that the resource was changed; with `tags`, these are its tags from now on."""
    card.changed_at = timezone.now()
    if tags is not None:
        card.tags = checked_tags(tags)
    card.save(update_fields=["changed_at", "tags"])


def remove_card(card: Resource) -> None:
    """With the grants on it; the activity log keeps its entries."""
    column = SCOPE_COLUMNS.get(card.kind)
    if column:  # it names itself there, which would protect it
        Resource.objects.filter(pk=card.pk).update(**{column: None})
    card.delete()


def checked_tags(tags: Mapping[str, Any]) -> dict[str, str]:
    if len(tags) > MOST_TAGS:
        raise InvalidInput(f"A resource has at most {MOST_TAGS} tags.", field="tags")
    return {_checked_name(name): _checked_value(name, value) for name, value in tags.items()}


def _checked_name(name: str) -> str:
    if not name or len(name) > MOST_TAG_NAME or NOT_IN_TAG_NAMES & set(name):
        raise InvalidInput(
            f"The tag name {name!r} is invalid: 1 to {MOST_TAG_NAME} characters, without "
            f"{' '.join(sorted(NOT_IN_TAG_NAMES))}.",
            field="tags",
        )
    return name


def _checked_value(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_TAG_VALUE:
        raise InvalidInput(
            f"The value of the tag {name} is text of at most {MOST_TAG_VALUE} characters.",
            field="tags",
        )
    return value
