"""Certificates of apps: only the public half comes here."""

from datetime import UTC
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.db import transaction
from django.utils import timezone

from accounts.choices import PRINCIPALS
from accounts.models import AppCertificate, Application
from accounts.services.apps.secrets import require_room
from accounts.services.escalation import require_no_less_than_app
from accounts.services.rows import check_fields, once
from portal.audit.services import Actor, record
from portal.errors import InvalidInput

WRITE = f"{PRINCIPALS}/applications/credentials/write"
DELETE = f"{PRINCIPALS}/applications/credentials/delete"
LARGEST = 32 * 1024
SMALLEST_KEY = 2048


@transaction.atomic
def add_certificate(
    *, actor: Actor, application: Application, pem: str, name: str = ""
) -> AppCertificate:
    """A certificate with an RSA key, in PEM; good for as long as it says of itself."""
    require_no_less_than_app(actor, application)
    require_room(application.certificates.count(), "certificates")
    row = _row(application, _parsed(pem))
    row.name, row.created_by_id = name.strip(), actor.principal.pk
    check_fields(row)
    with once(f"{application} already has this certificate.", field="pem"):
        row.save()
    summary = f"added a certificate to app {application}"
    record(actor, WRITE, application.tenant.resource, summary, after=_facts(row))
    return row


@transaction.atomic
def remove_certificate(*, actor: Actor, certificate: AppCertificate) -> None:
    """Tokens that were issued for it are refused from now on."""
    application, before = certificate.application, _facts(certificate)
    certificate.delete()
    summary = f"removed a certificate of app {application}"
    record(actor, DELETE, application.tenant.resource, summary, before=before)


def _parsed(pem: str) -> x509.Certificate:
    if "PRIVATE KEY" in pem:
        raise InvalidInput(
            "This has a private key in it. Keep that to the app, and upload the certificate "
            "alone. Nothing was kept.",
            field="pem",
        )
    try:
        found = x509.load_pem_x509_certificates(pem.encode()) if len(pem) <= LARGEST else []
    except ValueError:
        found = []
    if len(found) != 1:
        raise InvalidInput(
            "This is not one certificate in PEM, the form that begins with "
            "-----BEGIN CERTIFICATE-----.",
            field="pem",
        )
    _check(found[0])
    return found[0]


def _check(certificate: x509.Certificate) -> None:
    try:
        key: Any = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise InvalidInput(
            f"The certificate needs an RSA key of at least {SMALLEST_KEY} bits.", field="pem"
        )
    if certificate.not_valid_after_utc <= timezone.now():
        raise InvalidInput("The certificate has expired.", field="pem")


def _row(application: Application, certificate: x509.Certificate) -> AppCertificate:
    return AppCertificate(
        application=application,
        pem=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        # SHA-1 is how clients name a certificate (x5t); nothing is trusted for it.
        thumbprint=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303
        thumbprint_sha256=certificate.fingerprint(hashes.SHA256()).hex().upper(),
        starts_at=certificate.not_valid_before_utc.astimezone(UTC),
        expires_at=certificate.not_valid_after_utc.astimezone(UTC),
    )


def _facts(certificate: AppCertificate) -> dict[str, str]:
    return {"certificate": str(certificate), "thumbprint": certificate.thumbprint}
