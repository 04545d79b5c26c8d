"""Apps sign in with a certificate."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from accounts.models import AppCertificate
from accounts.services import apps
from portal.errors import InvalidInput
from tests.accounts.oauth.programs import (
    ASSERTION,
    HOST,
    app_of,
    ask,
    assertion_of,
    caller,
    certificate_of,
    pem_of,
)
from tests.support import factories


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_certificate_proves_an_app(client, contoso, app, algorithm):
    certificate = add_certificate(app)
    assertion = assertion_of(app, contoso, certificate, algorithm)

    answer = by_assertion(client, contoso, app, assertion)

    assert answer.status_code == 200, answer.content
    user, auth = caller(answer.json()["access_token"])
    assert user == app.user
    assert AppCertificate.objects.get().last_used_at


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"exp": 10**12},
        {"exp": "soon"},
        {"aud": "https://elsewhere.example/token"},
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"nbf": 10**11},
    ],
)
def test_an_assertion_that_says_something_else_is_refused(client, contoso, app, claims):
    assertion = assertion_of(app, contoso, add_certificate(app), **claims)

    answer = by_assertion(client, contoso, app, assertion)

    assert answer.status_code == 401
    assert answer.json()["error_codes"] == [700027]


def test_an_assertion_signed_with_another_key_is_refused(client, contoso, app):
    other = rsa.generate_private_key(65537, 2048)
    assertion = assertion_of(app, contoso, add_certificate(app), key=other)

    assert by_assertion(client, contoso, app, assertion).status_code == 401


def test_a_certificate_of_another_app_proves_nothing(client, contoso, app):
    other = app_of(contoso, "other")
    assertion = assertion_of(app, contoso, add_certificate(other))

    assert by_assertion(client, contoso, app, assertion).status_code == 401


@pytest.mark.parametrize("garbage", ["x", "a.b.c", "e30.e30.", "\u00fc", "." * 100, "e30.W10.e30"])
def test_a_garbled_assertion_is_refused(client, contoso, app, garbage):
    answer = by_assertion(client, contoso, app, garbage)

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "pem", ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_what_is_no_certificate_is_refused_next_to_its_field(app, pem):
    with pytest.raises(InvalidInput) as refusal:
        apps.add_certificate(actor=factories.ACTOR, application=app.application, pem=pem)

    assert refusal.value.field == "pem"


def test_a_private_key_is_never_kept(app):
    with pytest.raises(InvalidInput, match="private key"):
        apps.add_certificate(
            actor=factories.ACTOR,
            application=app.application,
            pem="-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        )


def test_a_certificate_with_a_key_of_an_unknown_kind_is_refused(app):
    content = certificate_of().public_bytes(Encoding.DER)
    rsa, unknown = bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010177")

    with pytest.raises(InvalidInput, match="RSA key"):
        add_certificate(app, x509.load_der_x509_certificate(content.replace(rsa, unknown)))


def test_an_expired_certificate_is_refused(app):
    with pytest.raises(InvalidInput, match="expired"):
        add_certificate(app, certificate_of(days=-1))


def add_certificate(app, certificate=None):
    certificate = certificate or certificate_of()
    apps.add_certificate(
        actor=factories.ACTOR, application=app.application, pem=pem_of(certificate)
    )
    return certificate


def by_assertion(client, tenant, app, assertion):
    return ask(
        client,
        tenant,
        grant_type="client_credentials",
        client_id=app.application.client_id,
        client_assertion_type=ASSERTION,
        client_assertion=assertion,
        scope=f"{HOST}/.default",
    )
