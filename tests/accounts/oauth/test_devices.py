"""Programs act for people who type a code in their browser."""

import json
from base64 import urlsafe_b64decode

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import Connection, DeviceLogin
from accounts.roles import READER
from accounts.services import connections
from accounts.services.connections import devices
from portal.audit.models import Entry
from tests.accounts.oauth.programs import (
    CLI,
    HOST,
    app_of,
    begin_device,
    caller,
    claims_of,
    decide,
    poll,
    signed_in_by_device,
)
from tests.support import factories


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
