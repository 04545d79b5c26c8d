from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.choices import ResourceType
from accounts.models import ResourceGroup
from accounts.services.directory.subscriptions import require_staying
from galleries import changes
from galleries.choices import Sharing
from galleries.errors import NameTaken, NotEmpty
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.names import check_gallery_name
from galleries.services.cards import create_card
from galleries.services.changing import apply_changes, properties, validate
from galleries.services.community import prepare_community
from galleries.services.limits import lock, make_room
from galleries.services.sharing import check_not_shared
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
    sharing: str = Sharing.PRIVATE,
    community: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Gallery:
    """`region` is its location, by name or display name; the title people read is a tag.

    `community` says who publishes a gallery that is meant for everybody.
    """
    require_staying(resource_group)
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
        sharing=sharing,
    )
    validate(gallery)
    gallery.save()
    _, public = prepare_community(gallery, community)
    after = properties(gallery, changes.GALLERY) | public
    record(actor, WRITE, gallery.resource, f"created gallery {name}", after=after)
    return gallery


@transaction.atomic
def update_gallery(
    *,
    actor: Actor,
    gallery: Gallery,
    community: Mapping[str, str] | None = None,
    **wanted: Any,
) -> Gallery:
    """Change what it says and what sharing it is meant for; not while it is shared.

    What is given as it is already changes nothing.
    """
    before, after = apply_changes(gallery, changes.GALLERY, wanted)
    if "sharing" in after:
        check_not_shared(gallery, "its sharing permission stays")
    if "sharing" in after or community is not None:
        was, public = prepare_community(gallery, community)
        before, after = before | was, after | public
    if after:
        record(
            actor, WRITE, gallery.resource, f"changed gallery {gallery}", before=before, after=after
        )
    return gallery


@transaction.atomic
def delete_gallery(*, actor: Actor, gallery: Gallery) -> None:
    """Raises NotEmpty while it holds definitions, StillShared while it is shared."""
    lock(gallery.subscription)
    check_not_shared(gallery, "it cannot be deleted")
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
