from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.choices import ResourceType
from galleries import changes
from galleries.errors import NameTaken, NotEmpty
from galleries.models import Gallery, ImageDefinition
from galleries.names import IDENTIFIER_LENGTHS, check_definition_name, check_identifier
from galleries.services.cards import create_card
from galleries.services.changing import apply_changes, properties, validate
from galleries.services.galleries import counted
from galleries.services.limits import lock, make_room
from galleries.services.palettes import choose_palette
from galleries.services.sharing import check_fits
from portal.audit.services import Actor, record
from regions.services.regions import require_region, resolve_region

WRITE = f"{ResourceType.DEFINITION}/write"
DELETE = f"{ResourceType.DEFINITION}/delete"


@transaction.atomic
def create_definition(
    *,
    actor: Actor,
    gallery: Gallery,
    name: str,
    publisher: str,
    offer: str,
    sku: str,
    os_type: str,
    os_state: str,
    region: str = "",
    tags: Mapping[str, str] | None = None,
    **properties_: Any,
) -> ImageDefinition:
    """`region` is its location, the gallery's when none is given; further properties by column."""
    place = resolve_region(region or gallery.resource.region, field="region")
    require_region(place, gallery.subscription, field="region")
    check_fits(gallery, place, properties_.get("plan_name"))
    check_definition_name(name)
    identifier = {"publisher": publisher, "offer": offer, "sku": sku}
    for part in IDENTIFIER_LENGTHS:
        check_identifier(part, identifier[part])
    make_room(gallery.subscription, ResourceType.DEFINITION, place)
    _check_free(gallery, name, identifier)
    definition = ImageDefinition(
        resource=create_card(gallery.resource, ResourceType.DEFINITION, name, place, tags),
        gallery=gallery,
        name=name,
        os_type=os_type,
        os_state=os_state,
        palette=choose_palette(publisher, offer),
        **identifier,
        **properties_,
    )
    validate(definition)
    definition.save()
    after = properties(definition, changes.DEFINITION)
    record(actor, WRITE, definition.resource, f"created image {name} in {gallery}", after=after)
    return definition


@transaction.atomic
def update_definition(
    *, actor: Actor, definition: ImageDefinition, with_features: bool = False, **wanted: Any
) -> ImageDefinition:
    """Raises PropertyChangeNotAllowed for what is fixed, unless it is given as it is already.

    Features are fixed too, except for those who say that they mean them.
    """
    rules = changes.DEFINITION_WITH_FEATURES if with_features else changes.DEFINITION
    before, after = apply_changes(definition, rules, wanted)
    if after:
        summary = f"changed image {definition}"
        record(actor, WRITE, definition.resource, summary, before=before, after=after)
    return definition


@transaction.atomic
def delete_definition(*, actor: Actor, definition: ImageDefinition) -> None:
    """Raises NotEmpty while it holds versions."""
    lock(definition.gallery.subscription)
    _check_empty(definition)
    before = properties(definition, changes.DEFINITION)
    record(actor, DELETE, definition.resource, f"deleted image {definition}", before=before)
    definition.delete()
    definition.resource.delete()


def _check_free(gallery: Gallery, name: str, identifier: Mapping[str, str]) -> None:
    inside = ImageDefinition.objects.filter(gallery=gallery)
    if inside.filter(name__iexact=name).exists():
        raise NameTaken(f"{gallery} has an image {name} already. Choose another.", field="name")
    same = {f"{part}__iexact": value for part, value in identifier.items()}
    taken = inside.filter(**same).first()
    if taken:
        raise NameTaken(
            f"Gallery image: {taken} identified by (publisher:{taken.publisher}, "
            f"offer:{taken.offer}, sku:{taken.sku}) already exists. Choose a different publisher, "
            "offer, sku combination.",
            field="sku",
        )


def _check_empty(definition: ImageDefinition) -> None:
    versions = definition.versions.count()
    if versions:
        newest = ", ".join(str(version) for version in definition.versions.newest_first()[:5])
        raise NotEmpty(
            "Can not delete resource before nested resources are deleted. "
            f"{definition} still holds {counted(versions, 'version')} (newest: {newest}). "
            "Delete those first. Nothing was deleted."
        )
