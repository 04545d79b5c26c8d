"""What a published image lies in: found, or made when it is missing and named."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.choices import ResourceType
from accounts.commands import ActingCommand
from accounts.lookup import find_card, find_subscription, find_tenant
from accounts.models import ResourceGroup, Subscription, Tenant
from accounts.services import directory
from accounts.services.escalation import require_administrator
from galleries import changes
from galleries.models import Gallery, ImageDefinition
from galleries.services.changing import value_of
from galleries.services.definitions import WRITE as WRITE_DEFINITION
from galleries.services.definitions import create_definition
from galleries.services.galleries import WRITE as WRITE_GALLERY
from galleries.services.galleries import create_gallery
from portal.errors import InvalidInput, NotFound
from regions.models import Region
from regions.services.regions import resolve_region

OF_TREE = ("resource", "tenant__resource")
OF_GROUP = ("resource", *(f"subscription__{name}" for name in OF_TREE))
OF_GALLERY = (*OF_GROUP, "resource_group__resource")
MOST_CANDIDATES = 10
NEEDED = ("publisher", "offer", "sku")
DEFAULTS = {"os_type": "Linux", "os_state": "Generalized", "generation": "V2"}


@dataclass(frozen=True)
class Named:
    """What the command line says of them; empty where it says nothing."""

    gallery: str
    definition: str
    tenant: str = ""
    subscription: str = ""
    resource_group: str = ""
    region: Region | None = None
    properties: dict[str, str] | None = None  # of the definition


class Parents:
    """Tenant, subscription, resource group, gallery and definition of one publication.

    Use it in a transaction, so that nothing is made when the publication is refused.
    """

    def __init__(self, command: ActingCommand, named: Named) -> None:
        self.command = command
        self.actor, self.access = command.actor, command.access
        self.named = named

    @cached_property
    def region(self) -> Region:
        """Where the source is read: as named, else where the gallery or its group lies."""
        if self.named.region:
            return self.named.region
        above = self.found_gallery or self.found_group
        if above is None:
            raise InvalidInput("Name the region that reads the disk: --source-region.")
        return resolve_region(above.resource.region)

    @cached_property
    def tenant(self) -> Tenant:
        name = self.named.tenant
        if name:
            return _found_or(name, lambda: find_tenant(self.access, name), self._create_tenant)
        read = self.access.allows_on(f"{ResourceType.TENANT}/read", "resource__")
        return _only(Tenant.objects.filter(read).select_related("resource"), "tenant", "--tenant")

    def _create_tenant(self) -> Tenant:
        require_administrator(self.actor)
        return directory.create_tenant(actor=self.actor, name=self.named.tenant)

    @cached_property
    def subscription(self) -> Subscription:
        name = self.named.subscription
        tenant = self.tenant if self.named.tenant else None
        if name:
            return _found_or(
                name,
                lambda: find_subscription(self.access, name, tenant),
                self._create_subscription,
            )
        subscriptions = Subscription.objects.accessible(self.access).select_related(*OF_TREE)
        if tenant:
            subscriptions = subscriptions.filter(tenant=tenant)
        return _only(subscriptions, "subscription", "--subscription")

    def _create_subscription(self) -> Subscription:
        self.command.require(f"{ResourceType.SUBSCRIPTION}/write", self.tenant.resource)
        return directory.create_subscription(
            actor=self.actor, tenant=self.tenant, name=self.named.subscription
        )

    @cached_property
    def found_group(self) -> ResourceGroup | None:
        """As named, else the only one of the subscription."""
        groups = ResourceGroup.objects.accessible(self.access).select_related(*OF_GROUP)
        name = self.named.resource_group
        if name.startswith("/"):
            card = find_card(self.access, name, [ResourceType.RESOURCE_GROUP])
            return groups.get(resource=card)
        groups = groups.filter(subscription=self.subscription)
        if name:
            return groups.filter(name__iexact=name).first()
        return _only(groups, "resource group", "--resource-group")

    @cached_property
    def resource_group(self) -> ResourceGroup:
        return self.found_group or self._create_group()

    def _create_group(self) -> ResourceGroup:
        self.command.require(f"{ResourceType.RESOURCE_GROUP}/write", self.subscription.resource)
        return directory.create_resource_group(
            actor=self.actor,
            subscription=self.subscription,
            name=self.named.resource_group,
            region=self.region.name,
        )

    @cached_property
    def found_gallery(self) -> Gallery | None:
        galleries = Gallery.objects.accessible(self.access).select_related(*OF_GALLERY)
        name = self.named.gallery
        if name.startswith("/"):
            return galleries.get(resource=find_card(self.access, name, [ResourceType.GALLERY]))
        galleries = galleries.filter(name__iexact=name)
        if self.named.subscription:
            galleries = galleries.filter(subscription=self.subscription)
        elif self.named.tenant:
            galleries = galleries.filter(subscription__tenant=self.tenant)
        return _only(galleries, "gallery", "its full id") if galleries.exists() else None

    @cached_property
    def gallery(self) -> Gallery:
        return self.found_gallery or self._create_gallery()

    def _create_gallery(self) -> Gallery:
        group = self.resource_group
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
        found = inside.filter(meant).select_related("resource").first()
        return self._unchanged(found) if found else self._create_definition()

    def _unchanged(self, definition: ImageDefinition) -> ImageDefinition:
        """Raises PropertyChangeNotAllowed where the command line says otherwise."""
        wanted = self.named.properties or {}
        now = {name: value_of(definition, name) for name in wanted}
        changes.changed(changes.DEFINITION, now, wanted)
        return definition

    def _create_definition(self) -> ImageDefinition:
        wanted = self.named.properties or {}
        missing = [f"--{name}" for name in NEEDED if name not in wanted]
        if missing:
            raise InvalidInput(
                f"{self.gallery} has no image {self.named.definition}. To create it, name "
                f"{', '.join(missing)} too."
            )
        self.command.require(WRITE_DEFINITION, self.gallery.resource)
        properties: dict[str, Any] = {**DEFAULTS, **wanted}
        return create_definition(
            actor=self.actor,
            gallery=self.gallery,
            name=self.named.definition,
            region=self.region.name,
            **properties,
        )


def _found_or[T](name: str, find: Callable[[], T], create: Callable[[], T]) -> T:
    """A name that nothing has names what is to be made; an id does not."""
    try:
        return find()
    except NotFound:
        if name.startswith("/") or _is_guid(name):
            raise
        return create()


def _is_guid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _only(rows: Any, noun: str, how: str) -> Any:
    """The only one there is. Raises InvalidInput that lists the candidates."""
    found = list(rows.order_by("pk")[: MOST_CANDIDATES + 1])
    if not found:
        raise InvalidInput(f"There is no {noun} yet. Name the one to create with {how}.")
    if len(found) > 1:
        ids = ", ".join(row.resource.arm_id for row in found[:MOST_CANDIDATES])
        raise InvalidInput(f"Which {noun}? Say so with {how}. It may be any of: {ids}.")
    return found[0]
