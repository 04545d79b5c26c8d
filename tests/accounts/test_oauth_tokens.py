"""What a token opens, and what is refused: forged, foreign, expired, ended, garbled."""

import base64
import hmac
import json
import time

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from accounts.api.authentication import BearerAuthentication
from accounts.models import OPERATOR, Access, AppSecret, ServicePrincipal
from accounts.roles import CONTRIBUTOR, READER
from accounts.services import apps, directory, signing_keys
from accounts.services.grants import remove_access
from tests.accounts.oauth import HOST, app_of, caller, claims_of, token_by_secret
from tests.support import factories

READ = "Microsoft.Compute/galleries/read"


@pytest.fixture
def contoso(db):
    return factories.tenant("Contoso")


@pytest.fixture
def app(contoso):
    return app_of(contoso)


@pytest.fixture
def token(client, contoso, app):
    return token_by_secret(client, contoso, app).json()["access_token"]


def refusal_of(token, auxiliary=""):
    with pytest.raises(AuthenticationFailed) as refusal:
        caller(token, auxiliary)
    return refusal.value


# What it opens


def test_rights_are_read_from_live_grants_at_every_call(token, contoso, app):
    card = factories.subscription(contoso).resource
    before = caller(token)[1].access.can(READ, card)
    grant = factories.grant(READER, app.user, card)
    during = caller(token)[1].access.can(READ, card)
    remove_access(actor=factories.ACTOR, granter=Access.of(OPERATOR), grant=grant)
    after = caller(token)[1].access.can(READ, card)

    assert (before, during, after) == (False, True, False)


def test_authentication_costs_a_constant_number_of_queries(
    token, contoso, app, django_assert_num_queries
):
    for _ in range(3):
        factories.grant(READER, app.user, factories.subscription(contoso))

    with django_assert_num_queries(2):
        caller(token)


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_audience_counts_with_and_without_its_final_slash(client, contoso, app, slash):
    asked = token_by_secret(client, contoso, app, scope=f"{HOST}{slash}/.default")

    assert caller(asked.json()["access_token"])[0] == app.user


def test_without_a_token_nobody_is_there(client, db):
    answer = client.get("/subscriptions?api-version=2022-12-01")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "AuthenticationFailed"
    assert answer["WWW-Authenticate"].startswith(f'Bearer authorization_uri="{HOST}/organizations"')
    assert "claims" not in answer["WWW-Authenticate"]


# What ends it


def test_a_disabled_app_is_refused_at_once(client, contoso, app, token):
    directory.set_active(actor=factories.ACTOR, user=app.user, is_active=False)

    assert refusal_of(token)
    assert token_by_secret(client, contoso, app).status_code == 400


def test_a_removed_secret_takes_its_tokens_with_it_and_no_others(client, contoso, app, token):
    other = apps.create_secret(actor=factories.ACTOR, application=app.application)
    kept = token_by_secret(client, contoso, app, client_secret=other.value).json()["access_token"]

    apps.remove_secret(
        actor=factories.ACTOR, secret=app.application.secrets.exclude(pk=other.secret.pk).get()
    )

    assert refusal_of(token)
    assert caller(kept)[0] == app.user


def test_a_secret_that_ends_takes_its_tokens_with_it(token):
    AppSecret.objects.update(expires_at=timezone.now())

    assert refusal_of(token)


def test_a_deleted_app_is_refused_at_once(app, token):
    apps.delete_app(actor=factories.ACTOR, application=app.application)

    assert refusal_of(token)


def test_replaced_keys_refuse_every_token(token):
    call_command("replace_token_keys")

    assert refusal_of(token)


# What is no token of ours


def signed(claims, key=None, algorithm="RS256", **header):
    key = key or signing_keys._signing_key()
    said = {"alg": algorithm, "kid": key.kid, **header}
    return jwt.encode(said, claims, key, algorithms=[algorithm])


def unsigned(claims, algorithm):
    parts = [{"alg": algorithm, "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
    return b".".join([part.rstrip(b"=") for part in encoded]).decode() + "."


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "RS256"])
def test_an_unsigned_token_is_refused(token, algorithm):
    assert refusal_of(unsigned(claims_of(token), algorithm))


def test_a_token_signed_by_somebody_else_is_refused(token):
    forged = RSAKey.generate_key(2048)
    forged.ensure_kid()

    assert refusal_of(signed(claims_of(token), forged))
    assert refusal_of(signed(claims_of(token), forged, kid=signing_keys._signing_key().kid))


def test_our_public_key_is_no_secret_to_sign_with(token):
    public = signing_keys._signing_key().as_pem(private=False)
    body = unsigned(claims_of(token), "HS256").rstrip(".")
    signature = base64.urlsafe_b64encode(hmac.digest(public, body.encode(), "sha256")).rstrip(b"=")

    assert refusal_of(f"{body}.{signature.decode()}")


@pytest.mark.parametrize(
    "change",
    [
        {"exp": 1},
        {"exp": None},
        {"exp": "never"},
        {"nbf": int(time.time()) + 3600},
        {"aud": "https://elsewhere.example"},
        {"aud": [HOST]},
        {"aud": 7},
        {"oid": "somebody"},
        {"oid": None},
        {"tid": "5d0a7c1f-3f0c-4a44-a45f-4a4f2b5f5a11"},
        {"appid": "5d0a7c1f-3f0c-4a44-a45f-4a4f2b5f5a11"},
        {"cred": "5d0a7c1f-3f0c-4a44-a45f-4a4f2b5f5a11"},
        {"cred": 7},
        {"idtyp": "user"},
        {"idtyp": None},
    ],
)
def test_even_our_own_signature_opens_nothing_for_claims_that_are_not_so(token, change):
    assert refusal_of(signed({**claims_of(token), **change}))


def test_an_expired_token_says_that_it_expired(token):
    assert refusal_of(signed({**claims_of(token), "exp": 1})).detail.code == (
        "ExpiredAuthenticationToken"
    )


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "x" * 100_000,
        "e30.e30.e30",
        "\u00fc.\u00fc.\u00fc",
        '{"alg":"none"}',
        "bnVsbA.bnVsbA.bnVsbA",
        base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.e30",
    ],
)
def test_garbage_is_refused_over_http_too(client, db, garbage):
    header = f"Bearer {garbage}"

    answer = client.get("/subscriptions?api-version=2022-12-01", headers={"authorization": header})

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] in {"InvalidAuthenticationToken"}


@pytest.mark.parametrize("scheme", ["Basic", "bearer:", "Digest x", "\u00fc"])
def test_other_schemes_are_refused(scheme):
    with pytest.raises(AuthenticationFailed):
        caller_with(f"{scheme} abc")


def caller_with(header):
    request = APIRequestFactory(headers={"Authorization": header}).get("/")
    return BearerAuthentication().authenticate(request)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(at=st.integers(0, 10_000), letter=st.characters(codec="utf-8", exclude_categories=["Cs"]))
def test_one_wrong_letter_is_enough(token, at, letter):
    at %= len(token) - 40  # the very last letters carry spare bits
    if token[at] == letter:
        return

    assert refusal_of(token[:at] + letter + token[at + 1 :])


# Apps in several tenants


@pytest.fixture
def fabrikam(db):
    return factories.tenant("Fabrikam")


@pytest.fixture
def tool(contoso):
    return app_of(contoso, "tool", is_multi_tenant=True)


def consent(tool, tenant, **fields):
    return apps.consent_to_app(
        actor=factories.ACTOR, tenant=tenant, application=tool.application, **fields
    )


def token_in(client, tenant, tool):
    return token_by_secret(client, tenant, tool).json()["access_token"]


def test_one_credential_signs_in_to_both_tenants_as_two_principals(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)

    home = caller(token_in(client, contoso, tool))
    away = caller(token_in(client, fabrikam, tool))

    assert home[0] == tool.user
    assert away[0] == there.user
    assert away[1].tenant_guid == fabrikam.guid


def test_rights_in_one_tenant_are_none_in_the_other(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    card = factories.subscription(fabrikam).resource
    factories.grant(READER, there.user, card)

    home = caller(token_in(client, contoso, tool))[1]
    away = caller(token_in(client, fabrikam, tool))[1]

    assert not home.access.can(READ, card)
    assert away.access.can(READ, card)


def test_an_auxiliary_token_adds_its_rights_for_sources_only(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    card = factories.subscription(fabrikam).resource
    factories.grant(READER, there.user, card)
    auxiliary = token_in(client, fabrikam, tool)

    user, auth = caller(token_in(client, contoso, tool), f"Bearer {auxiliary}")

    assert user == tool.user
    assert auth.source_access.can(READ, card)
    assert not auth.access.can(READ, card)


def test_what_both_tokens_allow_on_one_scope_is_joined(client, contoso, fabrikam, tool):
    there = consent(tool, fabrikam)
    card = factories.subscription(contoso).resource
    factories.grant(READER, tool.user, card)
    factories.grant(CONTRIBUTOR, there.user, card)

    auth = caller(token_in(client, contoso, tool), f"Bearer {token_in(client, fabrikam, tool)}")[1]

    assert auth.source_access.roles_on(card) == {READER, CONTRIBUTOR}
    assert auth.access.roles_on(card) == {READER}


@pytest.mark.parametrize("auxiliary", ["Bearer nonsense", "nonsense", "Bearer a, Bearer b"])
def test_a_bad_auxiliary_token_is_refused(token, auxiliary):
    assert refusal_of(token, auxiliary)


def test_an_auxiliary_token_of_another_app_lends_nothing(client, contoso, token):
    other = token_in(client, contoso, app_of(contoso, "other"))

    assert "another app" in str(refusal_of(token, f"Bearer {other}").detail)


def test_too_many_auxiliary_tokens_are_refused(token):
    assert refusal_of(token, ",".join([f"Bearer {token}"] * 4))


def test_an_ended_consent_is_refused_at_once(client, contoso, fabrikam, tool):
    principal = consent(tool, fabrikam)
    away = token_in(client, fabrikam, tool)
    home = token_in(client, contoso, tool)

    apps.end_consent(actor=factories.ACTOR, principal=principal)

    assert refusal_of(away)
    assert token_by_secret(client, fabrikam, tool).json()["error_codes"] == [700016]
    assert caller(home)[0] == tool.user


def test_a_consent_that_runs_out_is_refused_at_once(client, fabrikam, tool):
    consent(tool, fabrikam)
    away = token_in(client, fabrikam, tool)

    ServicePrincipal.objects.filter(tenant=fabrikam).update(expires_at=timezone.now())

    assert refusal_of(away)
    assert token_by_secret(client, fabrikam, tool).status_code == 400


def test_an_app_that_is_no_longer_multi_tenant_acts_at_home_only(client, contoso, fabrikam, tool):
    consent(tool, fabrikam)
    away, home = token_in(client, fabrikam, tool), token_in(client, contoso, tool)

    apps.update_app(
        actor=factories.ACTOR,
        application=tool.application,
        purpose="",
        is_multi_tenant=False,
        redirect_uris=[],
    )

    assert refusal_of(away)
    assert caller(home)[0] == tool.user


# Keys


def test_keys_are_files_for_their_owner_only(token, settings):
    [file] = settings.SIG_TOKEN_KEYS.glob("*.pem")

    assert file.stat().st_mode & 0o077 == 0
    assert settings.SIG_TOKEN_KEYS.stat().st_mode & 0o077 == 0


def test_the_published_set_verifies_and_has_nothing_private(client, contoso, token):
    published = client.get(f"/{contoso.guid}/discovery/v2.0/keys").json()["keys"]

    header = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
    [own] = [key for key in published if key["kid"] == header["kid"]]
    assert jwt.decode(token, RSAKey.import_key(own), algorithms=["RS256"]).claims
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {name for key in published for name in key}


@pytest.fixture
def keys(settings, tmp_path):
    settings.SIG_TOKEN_KEYS = tmp_path / "tokens"
    return settings.SIG_TOKEN_KEYS


def aged(folder, days):
    [file] = folder.glob("*.pem")
    rest = file.name.partition("-")[2]
    file.rename(folder / f"{int(time.time() - days * 86400)}-{rest}")


def test_an_old_key_is_replaced_but_signs_until_the_new_one_is_known(keys):
    before = signing_keys.sign({"a": 1})
    aged(keys, 91)

    after = signing_keys.sign({"a": 2})

    assert len(list(keys.glob("*.pem"))) == 2
    assert kid_of(after) == kid_of(before)


def test_once_the_new_key_is_known_it_signs_and_the_old_one_still_verifies(keys, monkeypatch):
    before = signing_keys.sign({"a": 1})
    aged(keys, 91)
    signing_keys.sign({"a": 2})
    later = time.time() + 2 * 3600
    monkeypatch.setattr(signing_keys.time, "time", lambda: later)

    after = signing_keys.sign({"a": 3})

    assert kid_of(after) != kid_of(before)
    assert signing_keys.verify(before) == {"a": 1}


def test_a_replaced_key_is_forgotten_when_nothing_of_it_can_live(keys, monkeypatch):
    signing_keys.sign({"a": 1})
    aged(keys, 91)
    signing_keys.sign({"a": 2})
    later = time.time() + 3 * 86400
    monkeypatch.setattr(signing_keys.time, "time", lambda: later)

    signing_keys.sign({"a": 3})

    assert len(list(keys.glob("*.pem"))) == 1


def kid_of(token):
    return json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))["kid"]


# Discovery


def test_discovery_names_every_endpoint_of_the_tenant(client, contoso):
    address = f"/{contoso.guid}/v2.0/.well-known/openid-configuration"

    told = client.get(address).json()

    authority = f"{HOST}/{contoso.guid}"
    assert told["issuer"] == f"{authority}/v2.0"
    assert told["token_endpoint"] == f"{authority}/oauth2/v2.0/token"
    assert told["authorization_endpoint"] == f"{authority}/oauth2/v2.0/authorize"
    assert told["device_authorization_endpoint"] == f"{authority}/oauth2/v2.0/devicecode"
    assert client.get(told["jwks_uri"].removeprefix(HOST)).status_code == 200


def test_discovery_tells_nobody_which_tenants_there_are(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/nowhere.example/v2.0/.well-known/openid-configuration")

    assert answer.status_code == 200


def test_discovery_without_a_tenant(client, db):
    for address in (
        "/adfs/.well-known/openid-configuration",
        "/organizations/v2.0/.well-known/openid-configuration",
    ):
        assert client.get(address).json()["token_endpoint"].startswith(HOST)


def test_the_cloud_describes_itself_to_the_cli(client, db):
    one = client.get("/metadata/endpoints?api-version=2022-09-01").json()
    many = client.get("/metadata/endpoints?api-version=2019-05-01").json()

    assert one["authentication"]["loginEndpoint"] == HOST
    assert one["authentication"]["audiences"][0] == f"{HOST}/"
    assert one["microsoftGraphResourceId"] == f"{HOST}/"
    assert isinstance(one["suffixes"], dict)
    assert many == [one]


@pytest.mark.parametrize("version", ["", "?api-version=", "?api-version=x"])
def test_the_cloud_wants_an_api_version(client, db, version):
    answer = client.get(f"/metadata/endpoints{version}")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"].endswith("ApiVersionParameter")
