"""Device codes: a program without a browser shows a code, and a person approves it elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.choices import DeviceState
from accounts.models import Connection, DeviceLogin, User
from accounts.services import attempts
from accounts.services.attempts import Limit
from accounts.services.connections.family import WRITE, digest_of, open_connection
from accounts.services.connections.programs import Asking, find_program, require_may_ask
from portal.audit.services import Actor, record
from portal.errors import InvalidInput, LimitReached, NotFound

LIVES = timedelta(minutes=15)
INTERVAL = 5  # seconds between two polls
# Without vowels and what looks alike: no words, no mistakes in copying.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
LENGTH = 9
MOST_WAITING = 50  # per address that asks
WRONG_CODES = Limit(10, timedelta(minutes=15), "Too many wrong codes")
UNKNOWN = "No sign-in waits with this code. Check it; codes are good for 15 minutes, and once."


@dataclass(frozen=True)
class NewDeviceLogin:
    login: DeviceLogin
    device_code: str


@transaction.atomic
def begin_device_login(asking: Asking) -> NewDeviceLogin:
    now = timezone.now()
    DeviceLogin.objects.filter(expires_at__lte=now).delete()
    if DeviceLogin.objects.filter(address=asking.address).count() >= MOST_WAITING:
        raise LimitReached("Too many sign-ins wait for their code. Try again in some minutes.")
    device_code = secrets.token_urlsafe(48)
    login = DeviceLogin.objects.create(
        **asking.columns(),
        device_digest=digest_of(device_code),
        user_code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        expires_at=now + LIVES,
    )
    return NewDeviceLogin(login, device_code)


def find_device_login(*, user: User, user_code: str) -> DeviceLogin:
    """By the code that a signed-in person typed; wrong ones count against that person."""
    name = f"device:{user.guid}"
    attempts.count(name, WRONG_CODES)
    found = _waiting().filter(user_code=_plain(user_code)).first()
    if found is None:
        raise InvalidInput(UNKNOWN, field="user_code")
    attempts.forgive(name)
    return found


def open_device_login(pk: int | None) -> DeviceLogin:
    """One that was found before, while it still waits."""
    found = _waiting().filter(pk=pk).first() if pk else None
    if found is None:
        raise NotFound(UNKNOWN)
    return found


@transaction.atomic
def approve_device(*, actor: Actor, user: User, login: DeviceLogin) -> None:
    """From its next poll on the program acts for the person."""
    program = find_program(login.client_id)
    if program is None:
        raise InvalidInput(UNKNOWN)
    require_may_ask(program, user, login.tenant)
    _decide(login, DeviceState.APPROVED, user)
    summary = f"let {program.name} act for them, from {login.address}"
    after = {"client_id": str(login.client_id), "from": login.address, "by": "device code"}
    record(actor, WRITE, user.tenant.resource, summary, after=after)


@transaction.atomic
def deny_device(*, actor: Actor, user: User, login: DeviceLogin) -> None:
    _decide(login, DeviceState.DENIED, user)
    summary = f"refused a sign-in by device code, from {login.address}"
    after = {"client_id": str(login.client_id), "from": login.address}
    record(actor, WRITE, user.tenant.resource, summary, after=after)


def poll_device(device_code: str) -> tuple[DeviceLogin | None, bool]:
    """The login as it stands, and whether it was asked for too soon."""
    login = DeviceLogin.objects.filter(device_digest=digest_of(device_code)).first()
    if login is None:
        return None, False
    now, before = timezone.now(), login.polled_at
    DeviceLogin.objects.filter(pk=login.pk).update(polled_at=now)
    # A little early is the network's doing.
    is_early = before is not None and now - before < timedelta(seconds=INTERVAL * 0.6)
    return login, is_early


@transaction.atomic
def take_device(
    login: DeviceLogin, user: User, asking: Asking, *, is_confidential: bool
) -> Connection | None:
    """The connection that this person approved, once."""
    approved = DeviceLogin.objects.filter(pk=login.pk, state=DeviceState.APPROVED, user=user)
    if not user.is_active or not approved.delete()[0]:
        return None
    return open_connection(asking, user, is_confidential=is_confidential)


def _decide(login: DeviceLogin, state: DeviceState, user: User) -> None:
    """Of two who decide at once, one does."""
    if not _waiting().filter(pk=login.pk).update(state=state, user=user):
        raise InvalidInput(UNKNOWN)


def _waiting() -> QuerySet[DeviceLogin]:
    return DeviceLogin.objects.select_related("tenant__resource").filter(
        state=DeviceState.PENDING, expires_at__gt=timezone.now()
    )


def _plain(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())[:16]
