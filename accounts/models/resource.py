"""The resource card: the one row that access, lists, tags and the activity log hang on."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.choices import SCOPE_COLUMNS, ResourceType
from accounts.roles import ROLES

TITLE_TAG = "hidden-title"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def create_card(self, **fields: Any) -> "Resource":
        """Insert a card below its `parent`, with the parent's ancestors.

        Its own ancestor column names itself, so that a scope is one column. The primary key is
        known only after the insert, hence the second statement.
        """
        above = _ancestor_ids(fields.get("parent"))
        card = self.create(**{"arm_key": fields["arm_id"].lower(), **above, **fields})
        column = SCOPE_COLUMNS.get(ResourceType(card.type))
        if column:
            setattr(card, column, card)
            card.save(update_fields=[column])
        return card


class Resource(models.Model):
    """One card per tenant, subscription, resource group, gallery, definition, version ...

    The ancestor columns are fixed at creation and include the card itself at its own level.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    arm_id = models.CharField(max_length=600)
    arm_key = models.CharField(max_length=600, unique=True, editable=False)  # lower-cased
    type = models.CharField(max_length=80, choices=ResourceType)
    name = models.CharField(max_length=128)
    region = models.CharField(max_length=64, blank=True)  # location; canonical region name
    tags = models.JSONField(default=dict, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    # RESTRICT lets a card go that only names itself; others below it keep it.
    tenant = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")
    subscription = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")
    resource_group = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")
    gallery = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")
    definition = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        # One guardian permission per built-in role: a grant is a permission on a card.
        permissions = [(role.key, role.name) for role in ROLES]
        default_permissions = ()
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="card_newest"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="card_tenant_newest"),
            models.Index(fields=["subscription", "-created_at", "-id"], name="card_sub_newest"),
            models.Index(fields=["type", "-created_at", "-id"], name="card_type_newest"),
            models.Index(fields=["name", "id"], name="card_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What people read: the tag that the public service's portal shows, else the name."""
        return self.tags.get(TITLE_TAG) or self.name

    @property
    def kind(self) -> ResourceType:
        return ResourceType(self.type)

    @property
    def is_scope(self) -> bool:
        """Whether roles can be granted here."""
        return self.kind in SCOPE_COLUMNS

    def ancestors(self) -> list["Resource"]:
        """From the tenant down to the parent; needs the ancestor columns selected."""
        cards = (getattr(self, column) for column in SCOPE_COLUMNS.values())
        return [card for card in cards if card is not None and card.pk != self.pk]


def _ancestor_ids(parent: Resource | None) -> dict[str, int | None]:
    if parent is None:
        return {}
    return {f"{column}_id": getattr(parent, f"{column}_id") for column in SCOPE_COLUMNS.values()}
