"""Elevation: an installation administrator sees all for an hour, and it is logged."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from portal.audit.services import Actor, record
from portal.errors import Forbidden, InvalidInput

ELEVATE = "Microsoft.Authorization/elevateAccess/action"
HOUR = timedelta(hours=1)


@transaction.atomic
def elevate(*, actor: Actor, reason: str) -> User:
    """Until it ends by itself, they may read everything and give and remove access."""
    administrator = _administrator(actor)
    if not reason.strip():
        raise InvalidInput("Say why; the activity log keeps it.", field="reason")
    administrator.elevated_until = timezone.now() + HOUR
    administrator.save(update_fields=["elevated_until"])
    after = {"reason": reason.strip(), "until": administrator.elevated_until.isoformat()}
    record(actor, ELEVATE, None, "elevated themselves for an hour", after=after)
    return administrator


@transaction.atomic
def stop_elevation(*, actor: Actor) -> User:
    administrator = _administrator(actor)
    administrator.elevated_until = None
    administrator.save(update_fields=["elevated_until"])
    record(actor, ELEVATE, None, "ended their elevation")
    return administrator


def _administrator(actor: Actor) -> User:
    person = User.objects.filter(
        pk=actor.principal.pk, is_active=True, is_installation_administrator=True
    ).first()
    if person is None:
        raise Forbidden("Only an installation administrator can do this.")
    return person
