"""The sample organisation: who may walk in without a password, and how it is taken away.

Everything here is closed unless the request was made on this very machine, to this machine's own
name, on an installation that has a sample. Removing it reaches into every app, so whoever wires
the product together registers how.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.choices import PrincipalKind
from accounts.models import Tenant, User
from portal.audit.services import Actor
from portal.errors import Conflict

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)

Remove = Callable[[Actor], None]
_remove: list[Remove] = []


def is_here(request: HttpRequest) -> bool:
    """Asked from this machine, of this machine, with no proxy in between."""
    if not settings.SIG_SAMPLE or any(name in request.META for name in FORWARDED):
        return False
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and (
        host == "localhost" or _is_loopback(host)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def exists() -> bool:
    return Tenant.objects.filter(is_sample=True).exists()


def people() -> QuerySet[User]:
    """Who may be signed in as, without a password, where `is_here`."""
    people = User.objects.filter(tenant__is_sample=True, is_active=True, kind=PrincipalKind.PERSON)
    return people.select_related("tenant").order_by("tenant_id", "id")


def register_removal(remove: Remove) -> None:
    _remove[:] = [remove]


def remove(actor: Actor) -> None:
    """Take the whole sample organisation away."""
    if not _remove:
        raise Conflict("This installation has no sample organisation to remove.")
    _remove[0](actor)
