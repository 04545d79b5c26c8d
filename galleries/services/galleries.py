from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.choices import ResourceType
from accounts.models import ResourceGroup
from galleries import changes
from galleries.errors import NameTaken, NotEmpty
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.names import check_gallery_name
from galleries.services.cards import create_card
from galleries.services.changing import apply_changes, properties, validate
from galleries.services.limits import lock, make_room
from portal.audit.services import Actor, record
from regions.services.regions import require_region, resolve_region

WRITE = f"{ResourceType.GALLERY}/write"
DELETE = f"{ResourceType.GALLERY}/delete"


@transaction.atomic
def create_gallery(
    *,
    actor: Actor,
    resource_group: ResourceGroup,
    name: str,
    region: str,
    description: str = "",
    tags: Mapping[str, str] | None = None,
) -> Gallery:
    """`region` is its location, by name or display name; the title people read is a tag."""
    subscription = resource_group.subscription
    place = resolve_region(region, field="region")
    require_region(place, subscription, field="region")
    check_gallery_name(name)
    make_room(subscription, ResourceType.GALLERY, place)
    _check_free(resource_group, name)
    gallery = Gallery(
        resource=create_card(resource_group.resource, ResourceType.GALLERY, name, place, tags),
        subscription=subscription,
        resource_group=resource_group,
        name=name,
        description=description,
    )
    validate(gallery)
    gallery.save()
    after = properties(gallery, changes.GALLERY)
    record(actor, WRITE, gallery.resource, f"created gallery {name}", after=after)
    return gallery


@transaction.atomic
def update_gallery(*, actor: Actor, gallery: Gallery, **wanted: Any) -> Gallery:
    """Change the description or the tags. What is given as it is already changes nothing."""
    before, after = apply_changes(gallery, changes.GALLERY, wanted)
    if after:
        record(
            actor, WRITE, gallery.resource, f"changed gallery {gallery}", before=before, after=after
        )
    return gallery


@transaction.atomic
def delete_gallery(*, actor: Actor, gallery: Gallery) -> None:
    """Raises NotEmpty while it holds definitions."""
    lock(gallery.subscription)
    _check_empty(gallery)
    before = properties(gallery, changes.GALLERY)
    record(actor, DELETE, gallery.resource, f"deleted gallery {gallery}", before=before)
    gallery.delete()
    gallery.resource.delete()


def _check_free(resource_group: ResourceGroup, name: str) -> None:
    subscription = resource_group.subscription
    if Gallery.objects.filter(subscription=subscription, name__iexact=name).exists():
        raise NameTaken(
            f"The gallery name {name} is not unique within the subscription {subscription}. "
            "Please pick another gallery name.",
            field="name",
        )


def _check_empty(gallery: Gallery) -> None:
    definitions = ImageDefinition.objects.filter(gallery=gallery).count()
    if definitions:
        versions = ImageVersion.objects.filter(definition__gallery=gallery).count()
        raise NotEmpty(
            "Can not delete resource before nested resources are deleted. "
            f"{gallery} still holds {counted(definitions, 'image definition')} with "
            f"{counted(versions, 'version')}. Delete those first. Nothing was deleted."
        )


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
