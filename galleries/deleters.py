"""How galleries go with the resource group that they are in."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from accounts import deleters
from accounts.choices import ResourceType
from accounts.deleters import FEW, Deleter
from accounts.models import Resource
from galleries.models import Gallery, ImageDefinition, ImageVersion
from galleries.services.definitions import delete_definition
from galleries.services.galleries import delete_gallery
from galleries.services.versions import delete_version
from portal.audit.services import Actor


def register() -> None:
    """Called when the app is ready."""
    deleters.register_type(Deleter(ResourceType.VERSION, _delete_version, _kept_versions))
    deleters.register_type(Deleter(ResourceType.DEFINITION, _delete_definition))
    deleters.register_type(Deleter(ResourceType.GALLERY, _delete_gallery, _shared_galleries))


def _delete_version(actor: Actor, card: Resource) -> None:
    related = ("resource", "definition__resource", "disk_set")
    version = ImageVersion.objects.select_related(*related).get(resource=card)
    delete_version(actor=actor, version=version)


def _delete_definition(actor: Actor, card: Resource) -> None:
    related = ("resource", "gallery__resource", "gallery__subscription")
    definition = ImageDefinition.objects.select_related(*related).get(resource=card)
    delete_definition(actor=actor, definition=definition)


def _delete_gallery(actor: Actor, card: Resource) -> None:
    gallery = Gallery.objects.select_related("resource", "subscription").get(resource=card)
    delete_gallery(actor=actor, gallery=gallery)


def _kept_versions(group: Resource) -> Iterable[str]:
    kept = ImageVersion.objects.filter(
        resource__resource_group=group,
        is_kept_until_end_of_life=True,
        end_of_life__gt=timezone.now(),
    )
    for version in kept.select_related("resource").order_by("id")[:FEW]:
        ends = f"{version.end_of_life:%Y-%m-%d}"
        yield f"{version.resource.arm_id} is kept until its end of life ({ends})"


def _shared_galleries(group: Resource) -> Iterable[str]:
    public = Q(community__enabled_at__isnull=False)
    shared = Gallery.objects.filter(
        Q(shares__isnull=False) | public, resource_group__resource=group
    )
    for gallery in shared.select_related("resource").distinct().order_by("id")[:FEW]:
        yield f"{gallery.resource.arm_id} is still shared, stop that first (az sig share reset)"
