"""Programs that act for a person, on the account page and on the way in."""

import pytest

from accounts.clients import AZURE_CLI
from accounts.models import Connection, User
from tests.accounts.pages import address, as_, text_of
from tests.support import factories


@pytest.fixture
def person(db) -> User:
    return factories.person(name="Priya")


def connection(person: User, name: str = "Azure CLI") -> Connection:
    return Connection.objects.create(
        user=person, client_id=AZURE_CLI.client_id, client_name=name, address="10.1.2.3"
    )


def test_the_account_shows_which_programs_act_for_one(person):
    connection(person)
    connection(factories.person(), "Somebody else's")

    page = text_of(as_(person).get(address("account")))

    assert "Azure CLI" in page
    assert "10.1.2.3" in page
    assert "Somebody else" not in page


def test_one_is_signed_out_and_the_others_stay(person):
    gone, kept = connection(person), connection(person)

    as_(person).post(address("connection-end", gone.guid))

    assert list(person.connections.all()) == [kept]


def test_that_of_somebody_else_is_not_found(person):
    other = connection(factories.person())

    assert as_(person).post(address("connection-end", other.guid)).status_code == 404
    assert Connection.objects.exists()


def test_all_are_signed_out_at_once(person):
    connection(person)
    other = connection(factories.person())

    as_(person).post(address("connections-end"))

    assert list(Connection.objects.all()) == [other]


def begin(client, person):
    asked = {"client_id": AZURE_CLI.client_id, "scope": "http://testserver/.default"}
    return client.post(f"/{person.tenant.guid}/oauth2/v2.0/devicecode", asked).json()


def test_a_device_is_confirmed_with_who_asks_in_sight(client, person):
    code = begin(client, person)["user_code"]
    browser = as_(person)

    browser.post(address("device-login"), {"user_code": code})
    page = text_of(browser.get(address("device-confirm")))

    assert "Sign in Azure CLI as you?" in page
    assert code.replace("-", "") in page.replace("-", "")
    assert "Approve only what you began yourself." in page


def test_an_unknown_code_is_told_next_to_its_field(person):
    response = as_(person).post(address("device-login"), {"user_code": "WRONG-CODE"})

    assert response.status_code == 422
    assert "user_code_error" in text_of(response)
