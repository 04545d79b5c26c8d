"""Apps sign in with a secret."""

import json
import logging

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AppSecret, SignInAttempts
from accounts.oauth.proofs import WRONG_PROOFS
from accounts.services import apps
from portal.audit.models import Entry
from tests.accounts.oauth.programs import (
    HOST,
    READ,
    app_of,
    ask,
    caller,
    claims_of,
    token_by_secret,
)
from tests.support import factories


def test_a_secret_gives_a_token_of_the_app_in_its_tenant(client, contoso, app):
    answer = token_by_secret(client, contoso, app)

    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    claims = claims_of(body["access_token"])
    assert claims["aud"] == f"{HOST}/"
    assert claims["iss"] == f"{HOST}/{contoso.guid}/v2.0"
    assert claims["tid"] == str(contoso.guid)
    assert claims["oid"] == claims["sub"] == str(app.user.guid)
    assert claims["appid"] == str(app.application.client_id)
    assert claims["idtyp"] == "app"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("segment", ["contoso.example", "CONTOSO.example", "adfs", "organizations"])
def test_the_tenant_may_be_named_by_domain_or_left_open(client, contoso, app, segment):
    answer = token_by_secret(client, segment, app)

    assert claims_of(answer.json()["access_token"])["tid"] == str(contoso.guid)


@pytest.mark.parametrize(
    "audience",
    [HOST, f"{HOST}/", "https://management.azure.com", "https://management.core.windows.net/"],
)
def test_tokens_are_issued_for_every_name_of_the_api(client, contoso, app, audience):
    answer = token_by_secret(client, contoso, app, scope=f"{audience}/.default")

    assert claims_of(answer.json()["access_token"])["aud"] == audience


def test_a_token_for_anything_else_is_refused(client, contoso, app):
    answer = token_by_secret(client, contoso, app, scope="https://vault.azure.net/.default")

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_resource"
    assert answer.json()["error_codes"] == [500011]


def test_a_wrong_secret_is_refused_as_clients_know_it(client, contoso, app):
    answer = token_by_secret(client, contoso, app, client_secret="wrong")

    body = answer.json()
    assert answer.status_code == 401
    assert body["error"] == "invalid_client"
    assert body["error_description"].startswith("AADSTS7000215: Invalid client secret provided.")
    assert body["error_codes"] == [7000215]
    assert {"timestamp", "trace_id", "correlation_id"} <= body.keys()


def test_without_any_proof_an_app_gets_nothing(client, contoso, app):
    answer = token_by_secret(client, contoso, app, client_secret="")

    assert answer.status_code == 401
    assert answer.json()["error_codes"] == [7000218]


@pytest.mark.parametrize("client_id", ["b1c2", "5d0a7c1f-3f0c-4a44-a45f-4a4f2b5f5a11"])
def test_an_unknown_app_is_refused(client, contoso, app, client_id):
    answer = token_by_secret(client, contoso, app, client_id=client_id)

    assert answer.status_code == 400
    assert answer.json()["error_codes"] == [700016]


def test_an_app_is_unknown_in_a_tenant_that_did_not_consent(client, app):
    answer = token_by_secret(client, factories.tenant("Fabrikam"), app)

    assert answer.json()["error_codes"] == [700016]


def test_an_unknown_tenant_is_named(client, contoso, app):
    answer = token_by_secret(client, "nowhere.example", app)

    assert answer.status_code == 400
    assert "Tenant 'nowhere.example' not found" in answer.json()["error_description"]


def test_a_secret_in_the_address_is_not_read(client, contoso, app):
    address = f"/{contoso.guid}/oauth2/v2.0/token?client_secret={app.secret}"

    answer = client.post(
        address, {"grant_type": "client_credentials", "client_id": app.application.client_id}
    )

    assert answer.json()["error_codes"] == [7000218]


def test_tokens_are_given_over_https_only_except_on_the_machine_itself(client, contoso, app):
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"

    refused = token_by_secret(client, contoso, app)
    given = token_by_secret(client, contoso, app, scope="", secure=True)

    assert refused.status_code == 400
    assert "https:// only" in refused.json()["error_description"]
    assert given.status_code == 200


def test_one_secret_follows_another_without_a_gap(client, contoso, app):
    new = apps.create_secret(actor=factories.ACTOR, application=app.application, name="next")

    old_answer = token_by_secret(client, contoso, app)
    new_answer = token_by_secret(client, contoso, app, client_secret=new.value)

    assert old_answer.status_code == new_answer.status_code == 200
    assert AppSecret.objects.exclude(last_used_at=None).count() == 2


def test_an_expired_secret_is_refused(client, contoso, app):
    AppSecret.objects.update(expires_at=timezone.now())

    assert token_by_secret(client, contoso, app).status_code == 401


def test_guessing_is_stopped_where_it_comes_from_and_nowhere_else(client, contoso, app):
    for _ in range(WRONG_PROOFS.most):
        token_by_secret(client, contoso, app, client_secret="wrong")

    here = token_by_secret(client, contoso, app)
    client.defaults["REMOTE_ADDR"] = "127.0.0.2"
    elsewhere = token_by_secret(client, contoso, app)

    assert here.status_code == 429
    assert int(here["Retry-After"]) > 0
    assert here.json()["error_codes"] == [50053]
    assert elsewhere.status_code == 200
    assert not SignInAttempts.objects.filter(sign_in_name__endswith="127.0.0.2").exists()


def test_values_of_secrets_are_in_no_row_and_no_log(client, contoso, caplog):
    caplog.set_level(logging.DEBUG)
    app = app_of(contoso)

    token = token_by_secret(client, contoso, app).json()["access_token"]

    assert app.secret not in caplog.text
    assert token not in caplog.text
    entries = json.dumps(list(Entry.objects.values()), default=str)
    assert app.secret not in entries
    assert app.secret not in json.dumps(list(AppSecret.objects.values()), default=str)


def test_the_command_prints_all_that_a_script_needs_once(client, db, capsys):
    contoso = factories.tenant("Contoso")
    platform = factories.subscription(contoso, "Platform")

    call_command(
        *("create_app", "ci", "--tenant", "Contoso", "--role", "Reader"),
        *("--on", "Platform", "--json"),
    )

    told = json.loads(capsys.readouterr().out)
    assert told["tenantId"] == str(contoso.guid)
    assert told["subscriptions"] == [str(platform.guid)]
    answer = ask(
        client,
        told["tenantId"],
        grant_type="client_credentials",
        client_id=told["clientId"],
        client_secret=told["clientSecret"],
    )
    user, auth = caller(answer.json()["access_token"])
    assert auth.access.can(READ, platform.resource)


def test_the_command_leaves_no_half_made_app(db):
    factories.tenant("Contoso")

    with pytest.raises(Exception, match="nothing like"):
        call_command(
            "create_app", "ci", "--tenant", "Contoso", "--role", "nothing like it", "--on", "x"
        )

    assert not AppSecret.objects.exists()
