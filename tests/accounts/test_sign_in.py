from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone

from accounts.errors import LockedOut
from accounts.models import Session, SignInAttempts
from accounts.services import directory, sign_in
from portal.audit.models import Entry
from portal.errors import InvalidInput, NotFound
from tests.accounts.browsers import is_signed_in, signed_in
from tests.support import factories

PASSWORD = "correct horse battery"
NAME = "maya.okafor@contoso.example"


@pytest.fixture
def maya(db):
    tenant = factories.tenant("Contoso")
    return factories.person(tenant, "Maya Okafor", password=PASSWORD)


def attempt(password=PASSWORD, name=NAME):
    return sign_in.check_password(sign_in_name=name, password=password)


def fail(times, name=NAME):
    for _ in range(times):
        with pytest.raises(InvalidInput):
            attempt("wrong", name)


def test_passwords_are_kept_by_argon2_only(maya):
    assert maya.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("name", [NAME, "  Maya.Okafor@CONTOSO.example "])
def test_the_right_password_signs_in_however_the_name_is_written(maya, name):
    assert attempt(name=name) == maya


def test_unknown_wrong_inactive_and_passwordless_read_alike(maya):
    tenant = maya.tenant
    off = factories.person(tenant, "Off", password=PASSWORD)
    directory.set_active(actor=factories.ACTOR, user=off, is_active=False)
    app = factories.app(tenant)
    new = factories.person(tenant, "New")

    answers = set()
    for name in ("nobody@contoso.example", off.sign_in_name, app.sign_in_name, new.sign_in_name):
        with pytest.raises(InvalidInput) as refusal:
            attempt(name=name)
        answers.add(refusal.value.message)
    with pytest.raises(InvalidInput) as refusal:
        attempt("wrong")

    assert answers == {refusal.value.message}


class CountingHasher(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 8, 1
    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        CountingHasher.hashed += 1
        return super().verify(password, encoded)


@pytest.mark.parametrize("who", ["unknown", "known", "inactive", "app", "without password"])
def test_every_refusal_costs_one_hash(db, settings, who):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    tenant = factories.tenant("Contoso")
    people = {
        "known": lambda: factories.person(tenant, password=PASSWORD),
        "inactive": lambda: inactive(factories.person(tenant, password=PASSWORD)),
        "app": lambda: factories.app(tenant),
        "without password": lambda: factories.person(tenant),
    }
    name = people[who]().sign_in_name if who in people else "nobody@contoso.example"
    CountingHasher.hashed = 0

    with pytest.raises(InvalidInput):
        attempt("wrong", name)

    assert CountingHasher.hashed == 1


def inactive(user):
    return directory.set_active(actor=factories.ACTOR, user=user, is_active=False)


@pytest.mark.parametrize("name", [NAME, "nobody@contoso.example"])
def test_repeated_failures_lock_the_name_whether_known_or_not(maya, name):
    fail(sign_in.MOST_FAILURES, name)

    with pytest.raises(LockedOut, match="Wait 15 minutes"):
        attempt(name=name)


def test_failures_of_one_name_lock_no_other(maya):
    fail(sign_in.MOST_FAILURES, "nobody@contoso.example")

    assert attempt() == maya


def test_the_lock_ends_by_itself(maya):
    fail(sign_in.MOST_FAILURES)

    long_ago = timezone.now() - timedelta(minutes=16)
    SignInAttempts.objects.update(locked_until=long_ago, last_failure_at=long_ago)

    fail(1)
    assert attempt() == maya


def test_being_right_forgives_what_went_before(maya):
    fail(sign_in.MOST_FAILURES - 1)
    attempt()

    fail(sign_in.MOST_FAILURES - 1)
    assert attempt() == maya


def test_the_last_attempt_before_the_lock_may_be_right(maya):
    fail(sign_in.MOST_FAILURES - 1)

    assert attempt() == maya
    assert not SignInAttempts.objects.exists()


def test_failures_far_apart_do_not_add_up(maya):
    fail(sign_in.MOST_FAILURES - 1)
    SignInAttempts.objects.update(last_failure_at=timezone.now() - timedelta(minutes=16))

    fail(1)

    assert attempt() == maya


def test_attempts_of_yesterday_are_forgotten(maya):
    fail(1, "nobody@contoso.example")
    SignInAttempts.objects.update(last_failure_at=timezone.now() - timedelta(days=2))

    fail(1)

    assert [row.sign_in_name for row in SignInAttempts.objects.all()] == [f"name:{NAME}"]


def test_sessions_are_listed_with_what_tells_them_apart(maya):
    signed_in(maya, "Firefox")
    latest = signed_in(maya, "Safari")

    sessions = list(sign_in.sessions_of(maya))

    assert [session.browser for session in sessions] == ["Safari", "Firefox"]
    assert sessions[0].session_key == latest.session.session_key
    assert sessions[0].session_key not in sessions[0].handle
    assert sessions[0].address == "127.0.0.1"


def test_a_session_keeps_its_beginning_when_it_changes(maya):
    request = signed_in(maya)
    before = sign_in.sessions_of(maya).get().started_at

    request.session["column"] = "name"
    request.session.save()

    assert sign_in.sessions_of(maya).get().started_at == before


def test_expired_sessions_are_not_listed(maya):
    signed_in(maya)
    Session.objects.update(expire_date=timezone.now())

    assert not sign_in.sessions_of(maya).exists()


def test_expired_sessions_go_when_somebody_signs_in(maya):
    signed_in(maya)
    Session.objects.update(expire_date=timezone.now())

    signed_in(maya)

    assert Session.objects.count() == 1


def test_one_session_is_ended_by_its_handle(maya):
    old, new = signed_in(maya, "Firefox"), signed_in(maya, "Safari")
    handle = Session.objects.get(session_key=old.session.session_key).handle

    sign_in.end_session(actor=factories.actor_of(maya), user=maya, handle=handle)

    assert not is_signed_in(old)
    assert is_signed_in(new)
    assert Entry.objects.latest("id").before["browser"] == "Firefox"


def test_a_session_of_somebody_else_cannot_be_ended(maya):
    other = factories.person(maya.tenant)
    theirs = signed_in(other)
    handle = sign_in.sessions_of(other).get().handle

    with pytest.raises(NotFound):
        sign_in.end_session(actor=factories.actor_of(maya), user=maya, handle=handle)

    assert is_signed_in(theirs)


def test_signing_out_everywhere_ends_every_session_of_theirs_only(maya):
    other = signed_in(factories.person(maya.tenant))
    mine = [signed_in(maya), signed_in(maya)]

    ended = sign_in.sign_out_everywhere(actor=factories.actor_of(maya), user=maya)

    assert ended == 2
    assert not any(is_signed_in(request) for request in mine)
    assert is_signed_in(other)


def test_signing_out_elsewhere_keeps_this_one(maya):
    here, there = signed_in(maya), signed_in(maya)

    sign_in.sign_out_everywhere(
        actor=factories.actor_of(maya), user=maya, keep=here.session.session_key
    )

    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_a_new_password_ends_every_other_session(maya):
    here, there = signed_in(maya), signed_in(maya)

    sign_in.change_password(
        actor=factories.actor_of(maya), request=here, user=maya, password="another good one"
    )
    here.session.save()

    assert attempt("another good one") == maya
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_a_weak_password_is_refused_next_to_its_field(maya):
    here = signed_in(maya)

    with pytest.raises(InvalidInput, match="too short") as refusal:
        sign_in.change_password(
            actor=factories.actor_of(maya), request=here, user=maya, password="short"
        )

    assert refusal.value.field == "password"
    maya.refresh_from_db()
    assert attempt() == maya


def test_who_is_deactivated_is_signed_out(maya):
    request = signed_in(maya)

    inactive(maya)

    assert not is_signed_in(request)
