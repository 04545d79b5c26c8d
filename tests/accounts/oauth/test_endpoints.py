"""Where clients find what they need, and what no endpoint understands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.accounts.oauth.programs import CLI, HOST, ask

PARAMETERS = [
    *("grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type"),
    *("scope", "code", "redirect_uri", "code_verifier", "device_code", "refresh_token", "token"),
    *("response_type", "response_mode", "state", "nonce", "prompt", "code_challenge"),
    *("code_challenge_method", "claims"),
]


def test_an_unknown_grant_is_refused(client, contoso):
    answer = ask(client, contoso, grant_type="password", username="a", password="b")

    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    tenant=st.sampled_from(["organizations", "contoso.example", "x", "\u00fc"]),
    endpoint=st.sampled_from(["token", "devicecode", "revoke", "authorize"]),
    fields=st.dictionaries(
        st.sampled_from(PARAMETERS),
        st.sampled_from(
            ["", CLI, "code", "http://localhost:1", "client_credentials", "refresh_token"]
        )
        | st.text(max_size=40),
        max_size=6,
    ),
)
def test_no_request_makes_an_endpoint_fail(client, contoso, tenant, endpoint, fields):
    if endpoint == "authorize":
        fields = {name: value.replace("\0", "") for name, value in fields.items()}
        answer = client.get(f"/{tenant}/oauth2/v2.0/authorize", fields)
    else:
        answer = ask(client, tenant, endpoint, **fields)

    assert answer.status_code < 500


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
