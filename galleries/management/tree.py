"""What a gallery lies in: found, or made when it is missing and named."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from accounts.choices import ResourceType
from accounts.commands import ActingCommand
from accounts.lookup import (
    find_card,
    find_subscription,
    find_tenant,
    subscription_named,
    tenant_named,
)
from accounts.models import ResourceGroup, Subscription, Tenant
from accounts.models.scoped import EVERYTHING
from accounts.services import directory
from accounts.services.escalation import require_administrator
from portal.errors import InvalidInput, NotFound
from portal.guids import guid_of
from regions.models import Region

OF_TREE = ("resource", "tenant__resource")
OF_GROUP = ("resource", *(f"subscription__{name}" for name in OF_TREE))
MOST_CANDIDATES = 10


@dataclass(frozen=True)
class Named:
    """What the command line says; empty where it says nothing."""

    gallery: str
    definition: str
    tenant: str = ""
    subscription: str = ""
    resource_group: str = ""
    region: Region | None = None
    properties: dict[str, str] = field(default_factory=dict)  # of the definition


class Tree:
    """The only tenant and the only subscription need no name."""

    def __init__(self, command: ActingCommand, named: Named) -> None:
        self.command = command
        self.actor, self.access = command.actor, command.access
        self.named = named

    @cached_property
    def tenant(self) -> Tenant:
        name = self.named.tenant
        if name:
            return found_or(name, lambda: find_tenant(self.access, name), self._create_tenant)
        read = self.access.allows_on(f"{ResourceType.TENANT}/read", "resource__")
        return only(Tenant.objects.filter(read).select_related("resource"), "tenant", "--tenant")

    def _create_tenant(self) -> Tenant:
        require_administrator(self.actor)
        return directory.create_tenant(actor=self.actor, name=self.named.tenant)

    @cached_property
    def subscription(self) -> Subscription:
        name, within = self.named.subscription, self._of_tenant("tenant__")
        if name:
            return found_or(
                name,
                lambda: find_subscription(self.access, name, within),
                self._create_subscription,
            )
        subscriptions = Subscription.objects.accessible(self.access).filter(within)
        return only(subscriptions.select_related(*OF_TREE), "subscription", "--subscription")

    def _create_subscription(self) -> Subscription:
        self.command.require(f"{ResourceType.SUBSCRIPTION}/write", self.tenant.resource)
        return directory.create_subscription(
            actor=self.actor, tenant=self.tenant, name=self.named.subscription
        )

    def above(self) -> Q:
        """In the tenant and subscription that are named; who may publish need not see those."""
        name = self.named.subscription
        named = subscription_named(name, "subscription__") if name else EVERYTHING
        return named & self._of_tenant("subscription__tenant__")

    def _of_tenant(self, path: str) -> Q:
        return tenant_named(self.named.tenant, path) if self.named.tenant else EVERYTHING

    @cached_property
    def found_group(self) -> ResourceGroup | None:
        """As named, else the only one of the subscription."""
        groups = ResourceGroup.objects.accessible(self.access).select_related(*OF_GROUP)
        name = self.named.resource_group
        if name.startswith("/"):
            card = find_card(self.access, name, [ResourceType.RESOURCE_GROUP])
            return groups.get(resource=card)
        if name and self.named.subscription:
            groups = groups.filter(self.above(), name__iexact=name)
            return only(groups, "resource group", "its full id") if groups.exists() else None
        groups = groups.filter(subscription=self.subscription)
        if name:
            return groups.filter(name__iexact=name).first()
        return only(groups, "resource group", "--resource-group")

    def group_in(self, region: Region) -> ResourceGroup:
        """As found, else made there."""
        if self.found_group:
            return self.found_group
        self.command.require(f"{ResourceType.RESOURCE_GROUP}/write", self.subscription.resource)
        return directory.create_resource_group(
            actor=self.actor,
            subscription=self.subscription,
            name=self.named.resource_group,
            region=region.name,
        )


def found_or[T](name: str, find: Callable[[], T], create: Callable[[], T]) -> T:
    """A name that nothing has names what is to be made; an id does not."""
    try:
        return find()
    except NotFound:
        if name.startswith("/") or guid_of(name):
            raise
        return create()


def only(rows: Any, noun: str, how: str) -> Any:
    """The only one there is. Raises InvalidInput that lists the candidates."""
    found = list(rows.order_by("pk")[: MOST_CANDIDATES + 1])
    if not found:
        raise InvalidInput(f"There is no {noun} yet. Name the one to create with {how}.")
    if len(found) > 1:
        ids = ", ".join(row.resource.arm_id for row in found[:MOST_CANDIDATES])
        raise InvalidInput(f"Which {noun}? Say so with {how}. It may be any of: {ids}.")
    return found[0]
