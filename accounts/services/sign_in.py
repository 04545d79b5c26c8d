"""Signing in with a password, and the sessions that follow from it.

Failures count per sign-in name, whether anybody has the name or not, and every refusal costs one
hash: neither the answer nor its time tells who has an account. A browser in which the name signed
in before counts its own.
"""

import logging
from datetime import timedelta

from django.contrib.auth import hashers, login, update_session_auth_hash
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.choices import PRINCIPALS, PrincipalKind
from accounts.models import Session, User
from accounts.services import attempts
from accounts.services.attempts import Limit
from accounts.services.directory.people import set_password
from accounts.sessions import ORIGIN, SessionStore
from portal.audit.services import Actor, record
from portal.errors import InvalidInput, NotFound

logger = logging.getLogger(__name__)

BACKEND = "accounts.backends.LocalAccounts"
MOST_FAILURES = 10
LOCK = timedelta(minutes=15)
OF_STRANGERS = Limit(MOST_FAILURES, LOCK, "Too many wrong passwords for this sign-in name")
OF_BROWSER = Limit(MOST_FAILURES, LOCK, "Too many wrong passwords in this browser")
WRONG = (
    "This sign-in name and password do not belong together. Check both, then try again; "
    "whoever manages your tenant can give you a link to choose a new password."
)
NOBODY = hashers.UNUSABLE_PASSWORD_PREFIX  # costs a hash, matches nothing


def plain(sign_in_name: str) -> str:
    """As it is kept, however it was typed."""
    return sign_in_name.strip().lower()[:254]


def check_password(*, sign_in_name: str, password: str, mark: str = "") -> User:
    """The person with this name and password; raises InvalidInput, or LockedOut for a while.

    `mark` is of a browser in which they signed in before.
    """
    name = plain(sign_in_name)
    counted = f"browser:{mark}" if mark else _of_strangers(name)
    attempts.count(counted, OF_BROWSER if mark else OF_STRANGERS)
    user = User.objects.filter(sign_in_name=name, kind=PrincipalKind.PERSON).first()
    if user is None:
        matches = hashers.check_password(password, NOBODY)
    else:
        matches = user.check_password(password)
    if user is None or not matches or not user.is_active:
        logger.info("refused to sign in %r", name)
        raise InvalidInput(WRONG)
    attempts.forgive(counted)
    return user


def forgive(name: str) -> None:
    attempts.forgive(_of_strangers(name))


def _of_strangers(name: str) -> str:
    """Whatever is typed as a name, it is none of the other things that are counted."""
    return f"name:{name}"[:254]


def start_session(request: HttpRequest, user: User) -> None:
    SessionStore.clear_expired()
    login(request, user, backend=BACKEND)
    request.session[ORIGIN] = {
        "started_at": timezone.now().isoformat(),
        "browser": request.headers.get("User-Agent", "")[:200],
        "address": request.META.get("REMOTE_ADDR", "")[:64],
    }


def sessions_of(user: User) -> QuerySet[Session]:
    """Where they are signed in, the latest first."""
    live: QuerySet[Session] = user.sessions.filter(expire_date__gt=timezone.now())
    return live.order_by("-started_at", "session_key")


@transaction.atomic
def end_session(*, actor: Actor, user: User, handle: str) -> None:
    session = next((s for s in sessions_of(user) if s.handle == handle), None)
    if session is None:
        raise NotFound("This session has ended already.")
    session.delete()
    before = {"browser": session.browser, "address": session.address}
    summary = f"ended a session of {user}"
    record(actor, f"{PRINCIPALS}/sessions/delete", user.tenant.resource, summary, before=before)


@transaction.atomic
def sign_out_everywhere(*, actor: Actor, user: User, keep: str = "") -> int:
    """How many sessions ended; `keep` is the key of one that stays."""
    ended, _ = sessions_of(user).exclude(session_key=keep).delete()
    summary = f"signed {user} out everywhere"
    before = {"sessions": ended}
    record(actor, f"{PRINCIPALS}/sessions/delete", user.tenant.resource, summary, before=before)
    return ended


@transaction.atomic
def change_password(*, actor: Actor, request: HttpRequest, user: User, password: str) -> None:
    """By the person themselves; every other session of theirs ends, and every program's."""
    set_password(user, password)
    user.save(update_fields=["password"])
    user.connections.all().delete()
    sessions_of(user).exclude(session_key=request.session.session_key).delete()
    update_session_auth_hash(request, user)
    summary = f"changed the password of {user}"
    record(actor, f"{PRINCIPALS}/users/write", user.tenant.resource, summary)
