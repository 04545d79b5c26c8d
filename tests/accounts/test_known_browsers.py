"""Strangers who guess somebody's password do not lock them out of their own browser."""

import pytest
from django.test import Client

from accounts.services import attempts, setup, sign_in
from accounts.services.connections import devices
from portal.errors import InvalidInput
from tests.accounts.pages import address, text_of
from tests.support import factories

PASSWORD = "correct horse battery"


@pytest.fixture
def maya(db):
    return factories.person(name="Maya", password=PASSWORD)


@pytest.fixture
def her_browser(maya):
    client = Client()
    assert enter(client, maya).status_code == 302
    client.post(address("sign-out"))
    return client


def enter(client, person, password=PASSWORD):
    form = {"sign_in_name": person.sign_in_name, "password": password}
    return client.post(address("sign-in"), form)


def guess(client, person, times=sign_in.MOST_FAILURES):
    for _ in range(times):
        assert enter(client, person, "wrong").status_code == 422


def is_locked(response):
    return "Too many wrong passwords" in text_of(response)


def known_cookie(client):
    (cookie,) = [each for name, each in client.cookies.items() if name.startswith("known-")]
    return cookie


def test_strangers_lock_out_strangers_only(maya, her_browser):
    guess(Client(), maya)

    assert is_locked(enter(Client(), maya))
    assert enter(her_browser, maya).status_code == 302


def test_a_browser_is_known_for_the_password_that_was_used(maya, her_browser):
    maya.set_password("another " + PASSWORD)
    maya.save()
    guess(Client(), maya)

    assert is_locked(enter(her_browser, maya))


def test_strangers_have_all_their_tries_together(maya, her_browser):
    for number in range(sign_in.MOST_FAILURES):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{number}")
        assert enter(stranger, maya, "wrong").status_code == 422

    assert is_locked(enter(Client(REMOTE_ADDR="203.0.113.99"), maya))


def test_her_signing_in_gives_strangers_no_more_tries(maya, her_browser):
    guess(Client(), maya, sign_in.MOST_FAILURES - 1)
    enter(her_browser, maya)

    guess(Client(), maya, 1)

    assert is_locked(enter(Client(), maya))


def test_a_known_browser_has_no_more_tries_than_strangers(maya, her_browser):
    guess(her_browser, maya)

    assert is_locked(enter(her_browser, maya))
    assert "in this browser" in text_of(enter(her_browser, maya))
    assert enter(Client(), maya).status_code == 302


def test_being_right_forgives_the_browser(maya, her_browser):
    guess(her_browser, maya, sign_in.MOST_FAILURES - 1)
    assert enter(her_browser, maya).status_code == 302
    her_browser.post(address("sign-out"))

    guess(her_browser, maya, sign_in.MOST_FAILURES - 1)

    assert enter(her_browser, maya).status_code == 302


def test_a_browser_is_known_by_name(maya, her_browser):
    priya = factories.person(name="Priya", password=PASSWORD)
    guess(Client(), priya)

    assert is_locked(enter(her_browser, priya))


@pytest.mark.parametrize("value", ["made-up", "made-up:1:x", "", "é"])
def test_a_made_up_mark_is_none(maya, her_browser, value):
    cookie, stranger = known_cookie(her_browser), Client()
    stranger.cookies[cookie.key] = value
    guess(Client(), maya)

    assert is_locked(enter(stranger, maya))


def test_the_mark_of_somebody_else_is_none(maya, her_browser):
    priya, stranger = factories.person(name="Priya", password=PASSWORD), Client()
    enter(stranger, priya)
    stranger.cookies[known_cookie(her_browser).key] = known_cookie(stranger).value
    stranger.post(address("sign-out"))
    guess(Client(), maya)

    assert is_locked(enter(stranger, maya))


def test_a_link_makes_a_browser_known_too(maya):
    link, client = setup.make_user_link(actor=factories.ACTOR, user=maya), Client()
    new = {"password": "another horse battery", "again": "another horse battery"}
    assert client.post(link, new).status_code == 302
    client.post(address("sign-out"))
    guess(Client(), maya)

    assert enter(client, maya, "another horse battery").status_code == 302


def test_the_cookie_tells_nothing_and_goes_nowhere_else(maya, her_browser, settings):
    settings.SESSION_COOKIE_SECURE = True
    enter(her_browser, maya)

    cookie = known_cookie(her_browser)

    assert maya.sign_in_name not in f"{cookie.key} {cookie.value}"
    assert cookie["path"] == address("sign-in")
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")


def test_a_refusal_makes_no_browser_known(maya):
    client = Client()

    enter(client, maya, "wrong")

    assert not [name for name in client.cookies if name.startswith("known-")]


def test_a_name_that_is_typed_is_no_other_count(maya):
    for _ in range(sign_in.MOST_FAILURES):
        with pytest.raises(InvalidInput):
            sign_in.check_password(sign_in_name=f"device:{maya.guid}", password="wrong")

    attempts.count(f"device:{maya.guid}", devices.WRONG_CODES)
