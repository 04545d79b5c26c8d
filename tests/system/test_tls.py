"""`up --tls`: the whole product over TLS with an authority of its own."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.installation import Installation, running, wait_until
from tests.system.person import Person


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("tls") / "var", "--tls") as started:
        yield started


@pytest.fixture(scope="module")
def owner(installation) -> Person:
    person = Person(installation.url, installation.trust())
    person.set_up(installation.first_link())
    return person


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_whoever_trusts_its_authority_reaches_it_by_name_and_by_address(installation, host):
    url = f"https://{host}:{installation.port}/healthz"

    with urllib.request.urlopen(url, context=installation.trust()) as answer:  # noqa: S310
        assert answer.status == 200


def test_whoever_does_not_is_warned(installation):
    with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
        urllib.request.urlopen(f"{installation.url}/healthz")  # noqa: S310


def test_without_tls_nothing_is_answered(installation):
    plain = installation.url.replace("https", "http")

    with pytest.raises((http.client.HTTPException, OSError)):
        urllib.request.urlopen(f"{plain}/healthz", timeout=10)  # noqa: S310


def test_the_start_tells_the_address_and_how_to_trust_it(installation):
    told = installation.log.read_text()

    assert f"Open        {installation.url}" in told
    assert f"REQUESTS_CA_BUNDLE={installation.authority}" in told
    assert f"NODE_EXTRA_CA_CERTS={installation.authority}" in told


def test_a_person_signs_in_with_cookies_that_never_leave_tls(owner):
    page = owner.get("/galleries/")

    assert "Olga Berg" in page
    assert all(cookie.secure for cookie in owner.cookies)


def test_a_new_certificate_of_the_same_authority_needs_no_new_trust(installation, owner):
    trusted = installation.authority.read_bytes()
    installation.stop()
    Path(installation.data / "tls" / "server.pem").unlink()

    installation.start()

    assert installation.authority.read_bytes() == trusted
    assert wait_until(lambda: owner.get("/galleries/"), "the page over the new certificate")
