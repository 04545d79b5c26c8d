"""One-time links: the first administrator, and people who choose a password.

Only a hash of the token is kept, so that a copy of the database opens nothing.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.choices import PRINCIPALS, PrincipalKind
from accounts.models import OPERATOR, SetupLink, User
from accounts.services import sign_in
from accounts.services.directory.founding import found_tenant
from accounts.services.directory.people import set_password
from accounts.services.directory.subscriptions import create_resource_group, create_subscription
from accounts.services.escalation import require_no_less
from portal.audit.models import Via
from portal.audit.services import Actor, record
from portal.errors import Conflict, InvalidInput, NotFound

LIVES = timedelta(days=3)
FIRST_GROUP = "images"
GONE = "This link was used already, has expired, or never existed. Ask for a new one."


def needs_setup() -> bool:
    """Whether nobody administers the installation yet."""
    return not User.objects.filter(is_installation_administrator=True).exists()


@transaction.atomic
def make_first_link() -> str:
    """The path that makes the first tenant, its owner and the administrator; earlier ones end."""
    if not needs_setup():
        raise Conflict("The installation has an administrator already.")
    SetupLink.objects.filter(user=None).delete()
    return reverse("accounts:set-up", args=[_make(None)])


@transaction.atomic
def make_user_link(*, actor: Actor, user: User) -> str:
    """The path on which this person chooses a password; earlier ones end."""
    if user.kind != PrincipalKind.PERSON:
        raise InvalidInput(f"{user} is an app; apps have no password.")
    require_no_less(actor, user)
    return _link_for(actor, user)


@transaction.atomic
def found_tenant_by_link(
    *, actor: Actor, name: str, domain: str, owner_name: str, owner_sign_in_name: str
) -> tuple[User, str]:
    """The owner of a new tenant and the path on which they choose a password.

    Whoever founds it needs nothing of what the owner may do there.
    """
    owner = found_tenant(
        actor=actor,
        name=name,
        domain=domain,
        owner_name=owner_name,
        owner_sign_in_name=owner_sign_in_name,
    )
    return owner, _link_for(actor, owner)


def _link_for(actor: Actor, user: User) -> str:
    SetupLink.objects.filter(user=user).delete()
    token = _make(user)
    summary = f"made a link for {user} to choose a password"
    record(actor, f"{PRINCIPALS}/users/write", user.tenant.resource, summary)
    return reverse("accounts:choose-password", args=[token])


def _make(user: User | None) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = timezone.now() + LIVES
    SetupLink.objects.create(token_hash=_hash(token), user=user, expires_at=expires_at)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str) -> SetupLink:
    """The link, while it still opens something; else NotFound."""
    links = SetupLink.objects.select_related("user__tenant__resource")
    link = links.filter(token_hash=_hash(token), used_at=None).first()
    if link is None or link.expires_at <= timezone.now() or not _has_use(link):
        raise NotFound(GONE)
    return link


def _has_use(link: SetupLink) -> bool:
    return needs_setup() if link.user is None else link.user.is_active


def _use(link: SetupLink) -> None:
    """Of two who come at once, one gets through."""
    unused = SetupLink.objects.filter(pk=link.pk, used_at=None)
    if not unused.update(used_at=timezone.now()):
        raise NotFound(GONE)


@transaction.atomic
def set_up(
    *,
    token: str,
    organisation: str,
    display_name: str,
    sign_in_name: str,
    password: str,
    region: str,
) -> User:
    """The first tenant, its owner, who administers the installation, and a home for galleries."""
    link = open_link(token)
    if link.user is not None:
        raise NotFound(GONE)
    _use(link)
    actor = Actor(OPERATOR, Via.PAGE)
    owner = found_tenant(
        actor=actor,
        name=organisation,
        owner_name=display_name,
        owner_sign_in_name=sign_in_name,
        password=password,
        is_administrator=True,
    )
    subscription = create_subscription(actor=actor, tenant=owner.tenant, name=organisation)
    create_resource_group(actor=actor, subscription=subscription, name=FIRST_GROUP, region=region)
    return owner


@transaction.atomic
def choose_password(*, token: str, password: str) -> User:
    """Every session and program of theirs ends, and wrong guesses are forgiven."""
    link = open_link(token)
    user = link.user
    if user is None:
        raise NotFound(GONE)
    _use(link)
    if not password:
        raise InvalidInput("Choose a password.", field="password")
    set_password(user, password)
    user.save(update_fields=["password"])
    sign_in.sessions_of(user).delete()
    user.connections.all().delete()
    sign_in.forgive(user.sign_in_name)
    actor = Actor(user, Via.PAGE)
    record(actor, f"{PRINCIPALS}/users/write", user.tenant.resource, "chose a password by a link")
    return user
