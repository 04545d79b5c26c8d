"""Changes to resource cards that several types share."""

from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from accounts.models import ResourceGroup, Subscription, Tenant
from accounts.services.rows import check_fields, once
from portal.audit.services import Actor, record
from portal.errors import Conflict


def rename_with_card(*, actor: Actor, owner: Tenant | Subscription, name: str, taken: str) -> None:
    """The card follows the name of what it stands for; its ids never change."""
    before, owner.name, card = owner.name, name.strip(), owner.resource
    check_fields(owner)
    with once(taken):
        owner.save(update_fields=["name"])
    card.name, card.changed_at = owner.name, timezone.now()
    card.save(update_fields=["name", "changed_at"])
    summary = f"renamed {owner._meta.verbose_name} {before} to {owner}"
    old, new = {"name": before}, {"name": owner.name}
    record(actor, f"{card.type}/write", card, summary, before=old, after=new)


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
