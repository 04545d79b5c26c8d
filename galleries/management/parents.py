"""Gallery and definition of a publication: found, or made when they are missing and named."""

from functools import cached_property
from typing import Any

from django.db.models import Q

from accounts.choices import ResourceType
from accounts.commands import ActingCommand
from accounts.lookup import find_card
from galleries import changes
from galleries.management.tree import OF_GROUP, Named, Tree, only
from galleries.models import Gallery, ImageDefinition
from galleries.services.changing import value_of
from galleries.services.definitions import WRITE as WRITE_DEFINITION
from galleries.services.definitions import create_definition
from galleries.services.galleries import WRITE as WRITE_GALLERY
from galleries.services.galleries import create_gallery
from portal.errors import InvalidInput
from regions.models import Region
from regions.services.regions import resolve_region

OF_GALLERY = (*OF_GROUP, "resource_group__resource")
NEEDED = ("publisher", "offer", "sku")
DEFAULTS = {"os_type": "Linux", "os_state": "Generalized", "generation": "V2"}


class Parents:
    """Use it in a transaction, so that nothing is made when the publication is refused."""

    def __init__(self, command: ActingCommand, named: Named) -> None:
        self.command, self.named = command, named
        self.actor, self.access = command.actor, command.access
        self.tree = Tree(command, named)

    @cached_property
    def region(self) -> Region:
        """Where the source is read: as named, else where the gallery or its group lies."""
        if self.named.region:
            return self.named.region
        above = self.found_gallery or self.tree.found_group
        if above is None:
            raise InvalidInput("Name the region that reads the disk: --source-region.")
        return resolve_region(above.resource.region)

    @cached_property
    def found_gallery(self) -> Gallery | None:
        galleries = Gallery.objects.accessible(self.access).select_related(*OF_GALLERY)
        name = self.named.gallery
        if name.startswith("/"):
            return galleries.get(resource=find_card(self.access, name, [ResourceType.GALLERY]))
        galleries = galleries.filter(self._above(), name__iexact=name)
        return only(galleries, "gallery", "its full id") if galleries.exists() else None

    def _above(self) -> Q:
        """In what the command line names, if it names anything."""
        group, above = self.named.resource_group, self.tree.above()
        if group:
            above &= Q(resource_group__name__iexact=group) | Q(
                resource_group__resource__arm_key=group.lower()
            )
        return above

    @cached_property
    def gallery(self) -> Gallery:
        return self.found_gallery or self._create_gallery()

    def _create_gallery(self) -> Gallery:
        group = self.tree.group_in(self.region)
        self.command.require(WRITE_GALLERY, group.resource)
        return create_gallery(
            actor=self.actor,
            resource_group=group,
            name=self.named.gallery,
            region=self.region.name,
        )

    @cached_property
    def definition(self) -> ImageDefinition:
        name = self.named.definition
        meant = Q(resource__arm_key=name.lower()) if name.startswith("/") else Q(name__iexact=name)
        inside = ImageDefinition.objects.accessible(self.access).filter(gallery=self.gallery)
        found = inside.filter(meant).select_related("resource", "gallery").first()
        return self._unchanged(found) if found else self._create_definition()

    def _unchanged(self, definition: ImageDefinition) -> ImageDefinition:
        """Raises PropertyChangeNotAllowed where the command line says otherwise."""
        wanted = self.named.properties
        now = {name: value_of(definition, name) for name in wanted}
        changes.changed(changes.DEFINITION, now, wanted)
        return definition

    def _create_definition(self) -> ImageDefinition:
        missing = [f"--{name}" for name in NEEDED if name not in self.named.properties]
        if missing:
            raise InvalidInput(
                f"{self.gallery} has no image {self.named.definition}. To create it, name "
                f"{', '.join(missing)} too."
            )
        self.command.require(WRITE_DEFINITION, self.gallery.resource)
        properties: dict[str, Any] = {**DEFAULTS, **self.named.properties}
        return create_definition(
            actor=self.actor,
            gallery=self.gallery,
            name=self.named.definition,
            region=self.region.name,
            **properties,
        )
