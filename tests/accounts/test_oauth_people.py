"""Programs act for people: device codes, the browser, refreshing, and ending it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import AuthorizationCode, Connection, DeviceLogin, RefreshToken
from accounts.roles import READER
from accounts.services import apps, connections, directory, sign_in
from accounts.services.connections import devices
from portal.audit.models import Entry
from portal.errors import NotFound
from tests.accounts.oauth import (
    CLI,
    HOST,
    SCOPE,
    app_of,
    ask,
    begin_device,
    caller,
    claims_of,
    decide,
    poll,
    refreshed,
    signed_in_by_device,
)
from tests.support import factories

VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
LISTENING = "http://localhost:51234"


@pytest.fixture
def maya(db):
    return factories.person(factories.tenant("Contoso"), "Maya Okafor")


# Device codes


def test_a_device_login_begins_with_a_code_to_type(client, maya):
    begun = begin_device(client).json()

    assert begun["verification_uri"] == f"{HOST}/devicelogin/"
    assert begun["user_code"] in begun["message"]
    assert begun["interval"] == 5
    assert begun["expires_in"] == 900


def test_until_somebody_decides_the_program_waits(client, maya):
    begun = begin_device(client).json()

    answer = poll(client, begun["device_code"])

    assert answer.status_code == 400
    assert answer.json()["error"] == "authorization_pending"


def test_polling_too_fast_is_slowed_down(client, maya):
    begun = begin_device(client).json()
    poll(client, begun["device_code"])

    assert poll(client, begun["device_code"]).json()["error"] == "slow_down"


def test_once_approved_the_program_is_the_person(client, maya):
    body = signed_in_by_device(client, maya)

    user, auth = caller(body["access_token"])
    assert user == auth.actor.principal == maya
    assert auth.tenant_guid == maya.tenant.guid
    claims = claims_of(body["access_token"])
    assert claims["upn"] == maya.sign_in_name
    assert claims["scp"] == "user_impersonation"
    assert claims["aud"] == f"{HOST}/"


def test_the_answer_has_what_clients_keep_of_a_person(client, maya):
    body = signed_in_by_device(client, maya)

    claims = claims_of(body["id_token"])
    assert claims["aud"] == CLI
    assert claims["tid"] == str(maya.tenant.guid)
    assert claims["oid"] == claims["sub"] == str(maya.guid)
    assert claims["preferred_username"] == maya.sign_in_name
    info = json.loads(urlsafe_b64decode(body["client_info"] + "=="))
    assert info == {"uid": str(maya.guid), "utid": str(maya.tenant.guid)}
    assert f"{HOST}//.default" in body["scope"].split()


def test_an_id_token_opens_nothing(client, maya):
    body = signed_in_by_device(client, maya)

    with pytest.raises(AuthenticationFailed):
        caller(body["id_token"])


def test_once_denied_the_program_hears_it(client, maya):
    begun = begin_device(client).json()

    decide(maya, begun["user_code"], "deny")

    assert poll(client, begun["device_code"]).json()["error"] == "access_denied"


def test_a_device_code_is_good_once(client, maya):
    begun = begin_device(client).json()
    decide(maya, begun["user_code"])
    poll(client, begun["device_code"])

    again = poll(client, begun["device_code"])

    assert again.status_code == 400
    assert Connection.objects.count() == 1


def test_a_device_code_of_another_program_is_refused(client, maya):
    app = app_of(maya.tenant)
    begun = begin_device(client).json()
    decide(maya, begun["user_code"])

    answer = poll(client, begun["device_code"], client_id=app.application.client_id)

    assert answer.status_code == 400
    assert not Connection.objects.exists()


def test_an_expired_device_code_says_so(client, maya):
    begun = begin_device(client).json()
    DeviceLogin.objects.update(expires_at=timezone.now())

    assert poll(client, begun["device_code"]).json()["error"] == "expired_token"


def test_a_code_may_be_typed_as_one_reads_it(client, maya):
    code = begin_device(client).json()["user_code"]
    typed = f" {code[:3].lower()}-{code[3:]} "

    assert connections.find_device_login(user=maya, user_code=typed).user_code == code


def test_guessing_codes_locks_the_guesser(client, maya):
    code = begin_device(client).json()["user_code"]
    browser = Client()
    browser.force_login(maya)
    for _ in range(devices.WRONG_CODES.most):
        browser.post("/devicelogin/", {"user_code": "BBBBBBBBB"})

    answer = browser.post("/devicelogin/", {"user_code": code})

    assert answer.status_code == 422
    assert "Too many wrong codes" in answer.content.decode()


def test_waiting_codes_are_bounded_per_address(client, maya):
    begin_device(client)
    login = DeviceLogin.objects.get()
    for number in range(devices.MOST_WAITING - 1):
        login.pk, login.user_code, login.device_digest = None, f"C{number}", f"D{number}"
        login.save(force_insert=True)

    answer = begin_device(client)

    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_only_who_typed_the_code_can_decide(client, maya):
    begin_device(client)
    browser = Client()
    browser.force_login(maya)

    answer = browser.post("/devicelogin/confirm/", {"decision": "approve"})

    assert answer.status_code == 404
    assert DeviceLogin.objects.get().state == "Pending"


def test_strangers_are_asked_to_sign_in_first(client, db):
    answer = client.get("/devicelogin/")

    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_the_page_says_who_asks(client, maya):
    code = begin_device(client).json()["user_code"]
    browser = Client()
    browser.force_login(maya)
    browser.post("/devicelogin/", {"user_code": code})

    page = browser.get("/devicelogin/confirm/").content.decode()

    assert "Azure CLI" in page
    assert "127.0.0.1" in page


def test_approving_is_in_the_activity_log(client, maya):
    signed_in_by_device(client, maya)

    entry = Entry.objects.latest("id")
    assert entry.summary == "let Azure CLI act for them, from 127.0.0.1"
    assert entry.actor_id == maya.pk


def test_a_code_for_another_organisation_is_refused(client, maya):
    fabrikam = factories.tenant("Fabrikam")
    begun = begin_device(client, fabrikam).json()

    answer = decide(maya, begun["user_code"])

    assert answer.status_code == 403
    assert poll(client, begun["device_code"], fabrikam).json()["error"] == "authorization_pending"


def test_a_guest_gets_a_token_of_the_tenant_that_gave_them_something(client, maya):
    fabrikam = factories.tenant("Fabrikam")
    shared = factories.subscription(fabrikam)
    factories.grant(READER, maya, shared)

    body = signed_in_by_device(client, maya, fabrikam)

    assert claims_of(body["access_token"])["tid"] == str(fabrikam.guid)
    user, auth = caller(body["access_token"])
    assert auth.tenant_guid == fabrikam.guid


# The browser


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


# Refreshing and ending


def test_refreshing_gives_the_next_token_and_works_for_every_tenant_of_the_person(client, maya):
    body = signed_in_by_device(client, maya)

    answer = refreshed(client, body["refresh_token"], maya.tenant)

    assert answer.status_code == 200
    assert answer.json()["refresh_token"] != body["refresh_token"]
    assert caller(answer.json()["access_token"])[0] == maya


def test_refreshing_for_a_tenant_one_does_not_know_uses_nothing_up(client, maya):
    body = signed_in_by_device(client, maya)

    refused = refreshed(client, body["refresh_token"], factories.tenant("Fabrikam"))

    assert refused.status_code == 400
    assert RefreshToken.objects.get().used_at is None
    assert refreshed(client, body["refresh_token"]).status_code == 200


def test_programs_side_by_side_may_use_one_refresh_token(client, maya):
    body = signed_in_by_device(client, maya)

    answers = [refreshed(client, body["refresh_token"]) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_refresh_token_that_comes_back_later_ends_the_whole_sign_in(client, maya):
    body = signed_in_by_device(client, maya)
    following = refreshed(client, body["refresh_token"]).json()
    long_ago = timezone.now() - timedelta(minutes=2)
    RefreshToken.objects.exclude(used_at=None).update(used_at=long_ago)

    again = refreshed(client, body["refresh_token"])

    assert again.json()["error"] == "invalid_grant"
    assert refreshed(client, following["refresh_token"]).status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(following["access_token"])
    assert "used twice" in Entry.objects.latest("id").summary


def test_a_refresh_token_of_another_program_is_refused(client, maya):
    body = signed_in_by_device(client, maya)

    answer = refreshed(
        client, body["refresh_token"], client_id="1950a258-227b-4e31-a9cf-717495945fc2"
    )

    assert answer.status_code == 400


def test_a_refresh_token_ends_by_itself(client, maya):
    body = signed_in_by_device(client, maya)
    RefreshToken.objects.update(expires_at=timezone.now())

    assert refreshed(client, body["refresh_token"]).status_code == 400


def test_revoking_ends_the_sign_in_at_once(client, maya):
    body = signed_in_by_device(client, maya)

    answer = ask(client, "organizations", "revoke", client_id=CLI, token=body["refresh_token"])

    assert answer.status_code == 200
    assert refreshed(client, body["refresh_token"]).status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(body["access_token"])


def test_revoking_the_unknown_tells_nothing(client, maya):
    answer = ask(client, "organizations", "revoke", client_id=CLI, token="nonsense")

    assert answer.status_code == 200


def test_a_person_ends_a_connected_app(client, maya):
    body = signed_in_by_device(client, maya)
    connection = connections.connections_of(maya).get()

    connections.end_connection(actor=factories.actor_of(maya), user=maya, guid=connection.guid)

    with pytest.raises(AuthenticationFailed):
        caller(body["access_token"])


def test_a_connected_app_of_somebody_else_cannot_be_ended(client, maya):
    signed_in_by_device(client, maya)
    other = factories.person(maya.tenant)

    with pytest.raises(NotFound):
        connections.end_connection(
            actor=factories.actor_of(other), user=other, guid=Connection.objects.get().guid
        )


def test_who_is_disabled_is_refused_at_once(client, maya):
    body = signed_in_by_device(client, maya)

    directory.set_active(actor=factories.ACTOR, user=maya, is_active=False)

    assert refreshed(client, body["refresh_token"]).status_code == 400
    with pytest.raises(AuthenticationFailed):
        caller(body["access_token"])


def test_a_new_password_ends_every_connected_app(client, maya):
    signed_in_by_device(client, maya)
    session = Client()
    session.force_login(maya)
    request = session.get("/account/").wsgi_request

    sign_in.change_password(
        actor=factories.actor_of(maya), request=request, user=maya, password="another good one"
    )

    assert not Connection.objects.exists()
