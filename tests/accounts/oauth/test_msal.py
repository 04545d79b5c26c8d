"""The library in which the Azure CLI signs in, against the product's own addresses.

Its requests go to the application without a network; tests/clients sends them over TLS.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

import msal
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from django.test import Client

from accounts.services import apps
from tests.accounts.oauth.programs import (
    CLI,
    app_of,
    caller,
    certificate_of,
    decide,
    pem_of,
    private_key,
)
from tests.support import factories

HOST = "https://testserver"
FORM = "application/x-www-form-urlencoded"
SCOPES = [f"{HOST}//.default"]


class Answer:
    def __init__(self, response):
        self.status_code, self.headers = response.status_code, dict(response.headers)
        self.text = response.content.decode()

    def raise_for_status(self):
        assert self.status_code < 400, self.text


class Wire:
    """What msal wants of an HTTP library."""

    def __init__(self):
        self.client = Client()

    def post(self, url, params=None, data=None, headers=None, **kwargs):
        sent = urlencode({name: value for name, value in (data or {}).items() if value is not None})
        answer = self.client.post(urlsplit(url).path, sent, FORM, secure=True)
        return Answer(answer)

    def get(self, url, params=None, headers=None, **kwargs):
        return Answer(self.client.get(urlsplit(url).path, params or {}, secure=True))

    def close(self):
        """Nothing is open."""


def options(authority):
    return {
        "authority": f"{HOST}/{authority}",
        "instance_discovery": False,
        "http_client": Wire(),
    }


def cli(authority="organizations"):
    return msal.PublicClientApplication(CLI, **options(authority))


def user_of(result):
    assert "access_token" in result, result
    return caller(result["access_token"], secure=True)[0]


def proven(app, tenant, credential):
    client_id = str(app.application.client_id)
    return msal.ConfidentialClientApplication(
        client_id, client_credential=credential, **options(tenant)
    )


def test_an_app_signs_in_with_its_secret(maya):
    app = app_of(maya.tenant)

    result = proven(app, maya.tenant.guid, app.secret).acquire_token_for_client(SCOPES)

    assert user_of(result) == app.user


def test_an_app_signs_in_where_the_address_names_no_tenant(maya):
    app = app_of(maya.tenant)

    result = proven(app, "adfs", app.secret).acquire_token_for_client(SCOPES)

    assert user_of(result) == app.user


@pytest.mark.parametrize("named_by", ["thumbprint", "sha256"])
def test_an_app_signs_in_with_its_certificate(maya, named_by):
    app, certificate = app_of(maya.tenant), certificate_of()
    apps.add_certificate(
        actor=factories.ACTOR, application=app.application, pem=pem_of(certificate)
    )
    private = private_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    credential = {"private_key": private.decode(), "public_certificate": pem_of(certificate)}
    if named_by == "thumbprint":
        credential["thumbprint"] = certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303

    result = proven(app, maya.tenant.guid, credential).acquire_token_for_client(SCOPES)

    assert user_of(result) == app.user


def test_a_wrong_secret_is_told_in_words_that_people_look_up(maya):
    app = app_of(maya.tenant)

    result = proven(app, maya.tenant.guid, "wrong").acquire_token_for_client(SCOPES)

    assert result["error"] == "invalid_client"
    assert "AADSTS7000215" in result["error_description"]


def test_a_person_signs_in_by_device_code_and_stays_signed_in(maya):
    app = cli()
    flow = app.initiate_device_flow(scopes=SCOPES)
    decide(maya, flow["user_code"])

    result = app.acquire_token_by_device_flow(flow)
    [account] = app.get_accounts()
    silent = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)

    assert user_of(result) == user_of(silent) == maya
    assert account["username"] == maya.sign_in_name
    assert account["home_account_id"] == f"{maya.guid}.{maya.tenant.guid}"


def test_a_token_for_each_tenant_follows_from_one_sign_in(maya):
    app = cli()
    flow = app.initiate_device_flow(scopes=SCOPES)
    decide(maya, flow["user_code"])
    app.acquire_token_by_device_flow(flow)
    [account] = app.get_accounts()

    result = app.acquire_token_silent_with_error(
        SCOPES, account, authority=f"{HOST}/{maya.tenant.guid}"
    )

    assert user_of(result) == maya


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_a_person_signs_in_through_the_browser(maya, mode):
    app = cli()
    flow = app.initiate_auth_code_flow(
        SCOPES, redirect_uri="http://localhost:49152", response_mode=mode, prompt="select_account"
    )
    browser = Client()
    browser.force_login(maya)
    path = urlsplit(flow["auth_uri"]).path
    asked = dict(parse_qsl(urlsplit(flow["auth_uri"]).query))
    answer = browser.post(path, {"decision": "approve"}, query_params=asked, secure=True)

    result = app.acquire_token_by_auth_code_flow(flow, came_back_with(answer))

    assert user_of(result) == maya


def came_back_with(answer):
    if answer.status_code == 302:
        return dict(parse_qsl(urlsplit(answer["Location"]).query))
    return answer.context["values"]
