"""Signing in as programs do, against the test client."""

import time
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from accounts.api.authentication import BearerAuthentication
from accounts.models import Application, Tenant, User
from accounts.services import apps, signing_keys
from tests.support import factories

HOST = "http://testserver"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
READ = "Microsoft.Compute/galleries/read"


@dataclass
class App:
    user: User
    application: Application
    secret: str


def app_of(tenant: Tenant, name: str = "pipeline", **fields: Any) -> App:
    user = apps.create_app(actor=factories.ACTOR, tenant=tenant, name=name, **fields)
    application = user.as_service.application
    new = apps.create_secret(actor=factories.ACTOR, application=application)
    return App(user, application, new.value)


def ask(
    client: Client, tenant: Any, endpoint: str = "token", *, secure: bool = False, **fields: Any
) -> Any:
    segment = tenant.guid if isinstance(tenant, Tenant) else tenant
    return client.post(f"/{segment}/oauth2/v2.0/{endpoint}", fields, secure=secure)


def token_by_secret(
    client: Client, tenant: Any, app: App, *, secure: bool = False, **fields: Any
) -> Any:
    sent = {
        "grant_type": "client_credentials",
        "client_id": app.application.client_id,
        "client_secret": app.secret,
        "scope": f"{HOST}//.default",
        **fields,
    }
    sent = {name: value for name, value in sent.items() if value != ""}
    return ask(client, tenant, secure=secure, **sent)


def claims_of(token: str) -> dict[str, Any]:
    return signing_keys.verify(token)


def caller(token: str, auxiliary: str = "", *, secure: bool = False) -> Any:
    """What the API knows of whoever shows the token: (user, auth)."""
    headers = {"Authorization": f"Bearer {token}"}
    if auxiliary:
        headers["x-ms-authorization-auxiliary"] = auxiliary
    request = APIRequestFactory(headers=headers).get("/", secure=secure)
    return BearerAuthentication().authenticate(request)


def refusal_of(token: str, auxiliary: str = "") -> AuthenticationFailed:
    with pytest.raises(AuthenticationFailed) as refusal:
        caller(token, auxiliary)
    return refusal.value


@cache
def private_key() -> Any:
    return rsa.generate_private_key(65537, 2048)


def certificate_of(days: int = 30, key: Any = None) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pipeline")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key((key or private_key()).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
    )
    return builder.sign(private_key(), hashes.SHA256())


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def assertion_of(
    app: App,
    tenant: Tenant,
    certificate: x509.Certificate,
    algorithm: str = "RS256",
    key: Any = None,
    **claims: Any,
) -> str:
    now = int(time.time())
    client_id = str(app.application.client_id)
    header = {"alg": algorithm, "typ": "JWT"}
    if algorithm == "PS256":
        header["x5t#S256"] = _b64(certificate.fingerprint(hashes.SHA256()))
    else:
        header["x5t"] = _b64(certificate.fingerprint(hashes.SHA1()))  # noqa: S303
    said = {
        "aud": f"{HOST}/{tenant.guid}/oauth2/v2.0/token",
        "iss": client_id,
        "sub": client_id,
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 600,
        **claims,
    }
    signing = RSAKey.import_key(key or private_key())
    return jwt.encode(header, said, signing, algorithms=[algorithm])


def _b64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = f"{HOST}//.default offline_access openid profile"


def begin_device(client: Client, tenant: Any = "organizations", **fields: Any) -> Any:
    return ask(client, tenant, "devicecode", **{"client_id": CLI, "scope": SCOPE, **fields})


def poll(client: Client, device_code: str, tenant: Any = "organizations", **fields: Any) -> Any:
    sent = {"grant_type": DEVICE_CODE, "client_id": CLI, "device_code": device_code}
    return ask(client, tenant, **{**sent, "client_info": "1", **fields})


def decide(user: User, user_code: str, decision: str = "approve") -> Any:
    """As the person does in their browser."""
    browser = Client()
    browser.force_login(user)
    browser.post("/devicelogin/", {"user_code": user_code})
    return browser.post("/devicelogin/confirm/", {"decision": decision})


def signed_in_by_device(client: Client, user: User, tenant: Any = "organizations") -> Any:
    """The answer that a program gets once the person has approved."""
    begun = begin_device(client, tenant).json()
    decide(user, begun["user_code"])
    return poll(client, begun["device_code"], tenant).json()


def refreshed(client: Client, refresh_token: str, tenant: Any = "organizations", **fields: Any):
    sent = {"grant_type": "refresh_token", "client_id": CLI, "refresh_token": refresh_token}
    return ask(client, tenant, **{**sent, "scope": SCOPE, **fields})
