"""Programs act for people whom they send to the browser and back."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import AuthorizationCode, Connection
from accounts.services import apps
from tests.accounts.oauth.programs import CLI, SCOPE, app_of, ask, caller, claims_of, refreshed
from tests.support import factories

VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
LISTENING = "http://localhost:51234"


def authorize(page, tenant="organizations", decision="", **fields):
    asked = {
        "client_id": CLI,
        "response_type": "code",
        "redirect_uri": LISTENING,
        "scope": SCOPE,
        "state": "s1",
        "nonce": "n1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **fields,
    }
    address = f"/{tenant}/oauth2/v2.0/authorize"
    asked = {name: value for name, value in asked.items() if value}
    if decision:
        return page.post(address, {"decision": decision}, query_params=asked)
    return page.get(address, asked)


@pytest.fixture
def her_browser(maya):
    client = Client()
    client.force_login(maya)
    return client


def sent_back(answer):
    assert answer.status_code == 302, answer.content
    return {
        name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()
    }


def exchange(client, code, tenant="organizations", **fields):
    sent = {
        "grant_type": "authorization_code",
        "client_id": CLI,
        "code": code,
        "redirect_uri": LISTENING,
        "code_verifier": VERIFIER,
        **fields,
    }
    return ask(client, tenant, **{name: value for name, value in sent.items() if value})


def test_the_browser_asks_the_person_and_goes_back_with_a_code(client, her_browser, maya):
    page = authorize(her_browser)
    back = authorize(her_browser, decision="approve")
    answer = exchange(client, sent_back(back)["code"])

    assert "Azure CLI" in page.content.decode()
    assert sent_back(back)["state"] == "s1"
    assert back["Location"].startswith(f"{LISTENING}?")
    assert answer.status_code == 200, answer.content
    assert caller(answer.json()["access_token"])[0] == maya
    assert claims_of(answer.json()["id_token"])["nonce"] == "n1"


def test_a_browser_that_is_not_signed_in_comes_back_after_it(client, db):
    answer = authorize(client)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/organizations/oauth2/v2.0/authorize")


def test_the_policy_lets_the_form_lead_back_to_the_program(her_browser):
    policy = authorize(her_browser)["Content-Security-Policy"]

    assert f"form-action 'self' {LISTENING};" in f"{policy};"


def test_form_post_carries_the_code_in_a_form(her_browser):
    answer = authorize(her_browser, decision="approve", response_mode="form_post")

    page = answer.content.decode()
    assert f'action="{LISTENING}"' in page
    assert 'name="code"' in page
    assert 'name="state" value="s1"' in page


def test_denying_goes_back_with_the_reason(her_browser):
    back = sent_back(authorize(her_browser, decision="deny"))

    assert back["error"] == "access_denied"
    assert back["state"] == "s1"
    assert not AuthorizationCode.objects.exists()


def test_nothing_is_approved_by_merely_opening_the_page(her_browser):
    authorize(her_browser, prompt="none")
    authorize(her_browser)

    assert not AuthorizationCode.objects.exists()


def test_without_a_person_the_program_is_told_so(her_browser):
    assert sent_back(authorize(her_browser, prompt="none"))["error"] == "interaction_required"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://evil.example:80/",
        "http://localhost.evil.example/",
        "javascript:alert(1)",
        "http://localhost@evil.example/",
        "//evil.example",
        "http://[::1",
        "http://localhost/\r\nX-Injected: yes",
        "http://localhost/" + "x" * 1000,
        "http://localhost/\u00fc",
        "http://localhost/#fragment",
        "http://a; script-src *; x@localhost/",
        "http://localhost:1 ; script-src */",
        "http://evil.example@localhost/",
        "http://localhost:70000/",
        "",
    ],
)
def test_a_browser_is_never_sent_where_the_program_does_not_wait(her_browser, address):
    for decision in ("", "approve", "deny"):
        answer = authorize(her_browser, decision=decision, redirect_uri=address)

        assert answer.status_code == 400
        assert "Location" not in answer


@pytest.mark.parametrize(
    "address", ["http://localhost:1", "http://127.0.0.1:9/x", "http://[::1]:8/", "http://localhost"]
)
def test_the_cli_may_listen_on_any_port(her_browser, address):
    assert authorize(her_browser, redirect_uri=address).status_code == 200


def test_an_unknown_program_is_explained_on_the_page(her_browser):
    answer = authorize(her_browser, client_id="5d0a7c1f-3f0c-4a44-a45f-4a4f2b5f5a11")

    assert answer.status_code == 400
    assert "AADSTS" in answer.content.decode()


def test_using_another_account_signs_out_and_returns(her_browser):
    answer = authorize(her_browser, decision="switch")

    assert answer.status_code == 302
    assert "/sign-in/?next=" in answer["Location"]
    assert authorize(her_browser).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"redirect_uri": "http://localhost:5"},
        {"code": "nonsense"},
        {"client_id": "1950a258-227b-4e31-a9cf-717495945fc2"},
    ],
)
def test_a_code_is_exchanged_by_nobody_else(client, her_browser, wrong):
    code = sent_back(authorize(her_browser, decision="approve"))["code"]

    answer = exchange(client, **{"code": code, **wrong})

    assert answer.status_code == 400
    assert not Connection.objects.exists()


def test_a_challenge_that_is_its_own_answer_is_refused(her_browser):
    back = sent_back(authorize(her_browser, code_challenge_method="plain"))

    assert back["error"] == "invalid_request"


def test_a_code_that_comes_twice_ends_what_the_first_began(client, her_browser):
    code = sent_back(authorize(her_browser, decision="approve"))["code"]
    first = exchange(client, code).json()

    again = exchange(client, code)

    assert again.status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(first["access_token"])


def test_a_late_code_is_refused(client, her_browser):
    code = sent_back(authorize(her_browser, decision="approve"))["code"]
    AuthorizationCode.objects.update(expires_at=timezone.now())

    assert exchange(client, code).json()["error"] == "invalid_grant"


# Apps that are registered here and act for people


@pytest.fixture
def web(maya):
    return app_of(maya.tenant, "portal", redirect_uris=["https://app.example/back"])


def test_a_web_app_must_prove_itself_with_the_code(client, her_browser, web, maya):
    asked = {"client_id": web.application.client_id, "redirect_uri": "https://app.example/back"}
    code = sent_back(authorize(her_browser, decision="approve", **asked))["code"]

    bare = exchange(client, code, **asked)
    proven = exchange(client, code, client_secret=web.secret, **asked)

    assert bare.status_code == 401
    assert caller(proven.json()["access_token"])[0] == maya


def test_a_web_app_must_prove_itself_at_every_refresh(client, her_browser, web):
    asked = {"client_id": web.application.client_id, "redirect_uri": "https://app.example/back"}
    code = sent_back(authorize(her_browser, decision="approve", **asked))["code"]
    held = exchange(client, code, client_secret=web.secret, **asked).json()["refresh_token"]
    mine = {"client_id": web.application.client_id}

    assert refreshed(client, held, **mine).status_code == 400
    assert refreshed(client, held, client_secret=web.secret, **mine).status_code == 200


def test_an_app_of_elsewhere_acts_for_nobody_without_consent(client, her_browser, maya):
    fabrikam = factories.tenant("Fabrikam")
    app = app_of(fabrikam, "tool", is_multi_tenant=True, redirect_uris=["http://localhost"])
    asked = {"client_id": app.application.client_id}

    before = authorize(her_browser, **asked)
    principal = apps.consent_to_app(
        actor=factories.ACTOR, tenant=maya.tenant, application=app.application
    )
    code = sent_back(authorize(her_browser, decision="approve", **asked))["code"]
    token = exchange(client, code, **asked).json()["access_token"]
    known = caller(token)[0]
    apps.end_consent(actor=factories.ACTOR, principal=principal)

    assert before.status_code == 403
    assert known == maya
    with pytest.raises(AuthenticationFailed):
        caller(token)
