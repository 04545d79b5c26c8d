"""What a tenant owns: subscriptions, and the resource groups in them."""

import uuid

from django.db import models
from django.db.models.functions import Lower

from accounts.choices import ResourceType
from accounts.models.directory import Tenant
from accounts.models.resource import Resource
from accounts.models.scoped import ScopedManager


class Subscription(models.Model):
    """The scope of limits and billing; its id is its card's guid."""

    TYPE = ResourceType.SUBSCRIPTION

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="as_subscription")
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="subscriptions")
    name = models.CharField(max_length=64)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant", Lower("name"), name="subscription_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def guid(self) -> uuid.UUID:
        return self.resource.guid


class ResourceGroup(models.Model):
    """A named container with a location."""

    TYPE = ResourceType.RESOURCE_GROUP

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="as_resource_group")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="resource_groups")
    name = models.CharField(max_length=90)
    deleting_since = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("subscription", Lower("name"), name="resource_group_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
