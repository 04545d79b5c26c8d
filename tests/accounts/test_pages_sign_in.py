"""Ways in and out, and one's own account."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Session, Tenant, User
from accounts.services import setup
from tests.accounts.pages import address, as_, text_of
from tests.support import factories

PASSWORD = "correct horse battery"
HERE = {"headers": {"host": "localhost"}, "REMOTE_ADDR": "127.0.0.1"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return factories.person(name="Maya", password=PASSWORD)


@pytest.fixture
def sample_person() -> User:
    tenant = factories.tenant("Sample")
    Tenant.objects.filter(pk=tenant.pk).update(is_sample=True)
    return factories.person(tenant, "Samira")


def sign_in(client: Client, person: User, password: str = PASSWORD, **more: str) -> Any:
    form = {"sign_in_name": person.sign_in_name, "password": password, **more}
    return client.post(address("sign-in"), form)


def test_the_right_password_opens_the_galleries(client, maya):
    response = sign_in(client, maya)

    assert response.status_code == 302
    assert response.url == "/galleries/"
    assert client.session["_auth_user_id"] == str(maya.pk)


def test_one_arrives_where_one_was_going(client, maya):
    asked = client.get(address("activity"))

    assert asked.url == f"{address('sign-in')}?next=/activity/"
    assert sign_in(client, maya, next="/activity/").url == "/activity/"


def test_another_site_is_no_place_to_arrive(client, maya):
    assert sign_in(client, maya, next="https://evil.example/").url == "/galleries/"


def test_a_wrong_password_is_refused_in_words(client, maya):
    response = sign_in(client, maya, "something else")

    assert response.status_code == 422
    assert "do not belong together" in text_of(response)
    assert "_auth_user_id" not in client.session


def test_an_empty_form_names_each_field(client):
    response = client.post(address("sign-in"), {})

    assert response.status_code == 422
    assert "Enter your sign-in name" in text_of(response)
    assert "Enter your password" in text_of(response)


@pytest.mark.parametrize(
    "key", [r'"\000\000\000\000\000\000\000\000"', "x" * 5000, "../../../etc/passwd"]
)
def test_a_made_up_session_is_nobodys(client, key):
    client.cookies.load({"sessionid": "x"})
    client.cookies["sessionid"].set("sessionid", "x", key)

    assert client.get("/galleries/").status_code == 302


def test_no_log_holds_what_a_link_opens_with(maya, client, caplog):
    link = setup.make_user_link(actor=factories.ACTOR, user=maya)

    with caplog.at_level("INFO", "portal.middleware"):
        assert client.get(link).status_code == 200

    assert "GET /choose-password/.../ 200" in caplog.text
    assert link.split("/")[2] not in caplog.text


def test_a_disabled_person_stays_out(client, maya):
    User.objects.filter(pk=maya.pk).update(is_active=False)

    assert sign_in(client, maya).status_code == 422


def test_sample_people_are_offered_on_the_machine_itself(client, sample_person, settings):
    settings.SIG_SAMPLE = True

    assert "Samira" in text_of(client.get(address("sign-in"), **HERE))
    assert "Samira" not in text_of(client.get(address("sign-in"), REMOTE_ADDR="10.0.0.7"))


def test_one_click_signs_in_as_a_sample_person(client, sample_person, settings):
    settings.SIG_SAMPLE = True

    client.post(address("sample-sign-in"), {"person": sample_person.sign_in_name}, **HERE)

    assert client.session["_auth_user_id"] == str(sample_person.pk)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": "10.0.0.7"},
        {"headers": {"host": "testserver"}, "REMOTE_ADDR": "127.0.0.1"},
        {**HERE, "headers": {"host": "localhost", "x-forwarded-for": "127.0.0.1"}},
    ],
    ids=["from another machine", "by another name", "through a proxy"],
)
def test_elsewhere_nobody_walks_in(client, sample_person, settings, elsewhere):
    settings.SIG_SAMPLE = True
    form = {"person": sample_person.sign_in_name}

    response = client.post(address("sample-sign-in"), form, **elsewhere)

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_real_people_need_their_password_even_there(client, maya, settings):
    settings.SIG_SAMPLE = True

    response = client.post(address("sample-sign-in"), {"person": maya.sign_in_name}, **HERE)

    assert response.status_code == 404


def test_signing_out_ends_the_session(client, maya):
    sign_in(client, maya)

    response = client.post(address("sign-out"))

    assert response.url == address("sign-in")
    assert client.get(address("account")).status_code == 302


def test_the_first_link_makes_tenant_owner_and_administrator(client):
    path = setup.make_first_link()
    form = {
        "organisation": "Northwind",
        "region": "westus2",
        "display_name": "Ada",
        "sign_in_name": "ada@northwind.example",
        "password": PASSWORD,
        "again": PASSWORD,
    }

    shown, sent = client.get(path), client.post(path, form)

    assert "Set up your organisation" in text_of(shown)
    assert sent.url == "/galleries/create/"
    ada = User.objects.get(sign_in_name="ada@northwind.example")
    assert ada.is_installation_administrator
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_used_link_opens_nothing(client, maya):
    path = setup.make_user_link(actor=factories.ACTOR, user=maya)
    client.post(path, {"password": PASSWORD, "again": PASSWORD})

    assert client.get(path).status_code == 404


def test_two_different_passwords_change_nothing(client, maya):
    path = setup.make_user_link(actor=factories.ACTOR, user=maya)

    response = client.post(path, {"password": "first of the two", "again": "second of the two"})

    assert response.status_code == 422
    assert "The two passwords differ" in text_of(response)
    maya.refresh_from_db()
    assert maya.check_password(PASSWORD)


def test_a_weak_password_is_refused_next_to_its_field(client, maya):
    path = setup.make_user_link(actor=factories.ACTOR, user=maya)

    response = client.post(path, {"password": "short", "again": "short"})

    assert response.status_code == 422
    assert "at least 10 characters" in text_of(response)


def test_a_persons_link_is_not_a_set_up_link(client, maya):
    path = setup.make_user_link(actor=factories.ACTOR, user=maya)
    token = path.rstrip("/").rsplit("/", 1)[-1]

    assert client.get(address("set-up", token)).status_code == 404


def test_one_renames_oneself(maya):
    as_(maya).post(address("account"), {"display_name": "Maya O."})

    maya.refresh_from_db()
    assert maya.display_name == "Maya O."


def test_changing_the_password_takes_the_current_one(maya):
    form = {"current": "wrong", "password": "a new long one", "again": "a new long one"}

    response = as_(maya).post(address("account-password"), form)

    assert response.status_code == 422
    assert "not your current password" in text_of(response)
    maya.refresh_from_db()
    assert maya.check_password(PASSWORD)


def test_a_changed_password_ends_every_other_session(maya):
    here, there = as_(maya), as_(maya)
    form = {"current": PASSWORD, "password": "a new long one", "again": "a new long one"}

    here.post(address("account-password"), form)

    assert here.get(address("account")).status_code == 200
    assert there.get(address("account")).status_code == 302


def test_sessions_are_listed_and_ended(maya):
    here, there = Client(headers={"user-agent": "Firefox/1 Linux"}), Client()
    sign_in(here, maya)
    sign_in(there, maya)
    other = Session.objects.get(session_key=there.session.session_key)

    page = text_of(here.get(address("account")))
    here.post(address("session-end", other.handle))

    assert "Firefox on Linux" in page
    assert there.get(address("account")).status_code == 302
    assert here.get(address("account")).status_code == 200


def test_nobody_ends_the_session_of_another(maya):
    stranger = factories.person(password=PASSWORD)
    theirs = Client()
    sign_in(theirs, stranger)
    session = Session.objects.get(session_key=theirs.session.session_key)

    response = as_(maya).post(address("session-end", session.handle))

    assert response.status_code == 404
    assert theirs.get(address("account")).status_code == 200


def test_signing_out_everywhere_keeps_this_one(maya):
    here, there = Client(), Client()
    sign_in(here, maya)
    sign_in(there, maya)

    here.post(address("sign-out-everywhere"))

    assert here.get(address("account")).status_code == 200
    assert there.get(address("account")).status_code == 302
