"""Changes to resource cards that several types share."""

from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from accounts.models import Resource, ResourceGroup, Subscription, Tenant
from portal.errors import Conflict


def rename_card(card: Resource, name: str) -> None:
    """The card follows the name of what it stands for; its ids never change."""
    card.name = name
    card.changed_at = timezone.now()
    card.save(update_fields=["name", "changed_at"])


def delete_with_card(owner: Tenant | Subscription | ResourceGroup) -> None:
    """The grants on the card go too; what else still needs either stops it."""
    card = owner.resource
    try:
        owner.delete()
        card.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Conflict(
            f"{card.name} is still needed: the bytes of what was in it are not all removed yet. "
            "Try again later. Nothing was deleted."
        ) from error
