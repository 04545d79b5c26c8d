"""What is no token of ours: unsigned, signed by others, changed, garbled."""

import base64
import hmac
import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from accounts.api.authentication import BearerAuthentication
from accounts.services import signing_keys
from tests.accounts.oauth.programs import HOST, claims_of, refusal_of


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
