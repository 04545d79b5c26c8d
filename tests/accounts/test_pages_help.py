"""Help carries this installation's own addresses."""

import pytest

from tests.accounts.pages import address, as_, text_of
from tests.support import factories


@pytest.fixture
def person(db):
    return factories.person()


def test_help_names_this_installation_and_the_own_tenant(person):
    page = text_of(as_(person).get(address("help-clients"), headers={"host": "localhost"}))

    assert "cloud register --name Gallery" in page
    assert "--endpoint-resource-manager http://localhost" in page
    assert f"--tenant {person.tenant.guid}" in page


def test_plain_http_is_warned_of(person):
    plain = text_of(as_(person).get(address("help-clients")))
    secure = text_of(as_(person).get(address("help-clients"), secure=True))

    assert "Clients sign in over TLS only" in plain
    assert "Clients sign in over TLS only" not in secure


def test_the_authority_is_handed_out_where_there_is_one(person, settings, tmp_path):
    settings.HAS_LOCAL_CA, settings.SIG_DATA = True, tmp_path
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "ca.pem").write_text("-----BEGIN CERTIFICATE-----")

    page = text_of(as_(person).get(address("help-clients")))
    file = as_(person).get(address("help-authority"))

    assert address("help-authority") in page
    assert text_of(file) == "-----BEGIN CERTIFICATE-----"
    assert "gallery-ca.pem" in file["Content-Disposition"]


def test_without_one_nothing_is_to_be_trusted(person):
    assert "gallery-ca.pem" not in text_of(as_(person).get(address("help-clients")))
    assert as_(person).get(address("help-authority")).status_code == 404
