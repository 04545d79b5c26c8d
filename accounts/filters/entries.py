"""Filters of the activity log, and who may read which of its entries."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.choices import SCOPE_COLUMNS, ResourceType
from accounts.models import Access, Resource, User
from portal.audit.models import Outcome, Via
from portal.guids import guid_of

PERIODS = {"1": "Last 24 hours", "7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days"}
REPLICATION = "replication"
AUTHORISATION = "Microsoft.Authorization/"
SHARING = f"{ResourceType.GALLERY}/share/action"
READ_TENANT = f"{ResourceType.TENANT}/read"


@dataclass(frozen=True)
class Kind:
    """A family of actions, as a chip above the log; `icon` marks its entries."""

    key: str
    title: str
    prefix: str
    icon: str


# The first one that an action starts with is its kind, so the narrower come first.
KINDS = (
    Kind("directory", "Directory", "Microsoft.Authorization/principals/", "users"),
    Kind("access", "Access", AUTHORISATION, "key"),
    Kind("versions", "Versions", "Microsoft.Compute/galleries/images/versions/", "layers"),
    Kind("images", "Definitions", "Microsoft.Compute/galleries/images/", "frames"),
    Kind("galleries", "Galleries", "Microsoft.Compute/galleries/", "frames"),
    Kind("containers", "Subscriptions and groups", "Microsoft.Resources/", "grid"),
)
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class EntryFilters:
    """What the address asks of the log."""

    text: str = ""
    kind: str = ""
    actor: str = ""
    failed: bool = False
    period: str = ""
    resource: UUID | None = None

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        kind, period = asked.get("kind", ""), asked.get("period", "")
        return cls(
            text=asked.get("q", "").strip()[:128],
            kind=kind if kind in BY_KEY or kind == REPLICATION else "",
            actor=asked.get("actor", "").strip()[:254],
            failed=asked.get("outcome") == Outcome.FAILED,
            period=period if period in PERIODS else "",
            resource=guid_of(asked.get("resource", "")),
        )

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.kind or self.actor or self.failed or self.period)

    def conditions(self) -> Q:
        wanted = Q()
        if self.text:
            wanted &= (
                Q(actor_name__icontains=self.text)
                | Q(target_name__icontains=self.text)
                | Q(request_id=self.text)
            )
        if self.kind == REPLICATION:
            wanted &= Q(via=Via.WORKER)
        elif self.kind:
            wanted &= _of_kind(BY_KEY[self.kind])
        if self.actor:
            wanted &= Q(actor_name=self.actor)
        if self.failed:
            wanted &= Q(outcome=Outcome.FAILED)
        if self.period:
            wanted &= Q(at__gte=timezone.now() - timedelta(days=int(self.period)))
        return wanted


def readable(access: Access, reader: User) -> Q:
    """Entries of what may be read; those of the installation are for its administrators."""
    entries = access.readable()
    if not entries:  # no condition: everything may be read
        return entries
    entries &= Q(target_id__isnull=False) & _told(access, reader)
    return entries | Q(target_id=None) if reader.is_installation_administrator else entries


def _told(access: Access, reader: User) -> Q:
    """Guests read nothing of whom a tenant gave access to, or shares with: its directory is for its
    own people.
    """
    tenants = Resource.objects.filter(access.allows_on(READ_TENANT), type=ResourceType.TENANT)
    at_home = Q(tenant_id=reader.tenant.resource_id) | Q(tenant_id__in=tenants.values("pk"))
    given, shared = Q(action__startswith=AUTHORISATION), Q(action=SHARING)
    return at_home | Q(actor_id=reader.pk) | ~(given | shared)


def within(card: Resource) -> Q:
    """Entries of the card and, where it can contain something, of what lies below it."""
    column = SCOPE_COLUMNS.get(card.kind)
    return Q(**{f"{column}_id": card.pk}) if column else Q(target_id=card.pk)


def _of_kind(kind: Kind) -> Q:
    wanted = Q(action__startswith=kind.prefix)
    for other in KINDS:
        if other != kind and other.prefix.startswith(kind.prefix):
            wanted &= ~Q(action__startswith=other.prefix)
    return wanted
