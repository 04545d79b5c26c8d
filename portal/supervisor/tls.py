"""The certificate that the web server shows: the operator's, or one of our own authority."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings

from portal.errors import PortalError
from portal.supervisor import authority

EVERY = ("0.0.0.0", "::")  # noqa: S104  what a server listens on, never a name of it
GRANIAN_READS = "-----BEGIN PRIVATE KEY-----"


class UnusableCertificate(PortalError):
    code = "UnusableCertificate"


@dataclass(frozen=True)
class Pair:
    """Two files in PEM; they may be one."""

    certificate: Path
    key: Path

    @property
    def stamp(self) -> tuple[int, ...]:
        """Another one after either file was replaced."""
        return tuple(file.stat().st_mtime_ns for file in (self.certificate, self.key))


def pair() -> Pair:
    """Ready to be served; raises UnusableCertificate, which says what to do."""
    if settings.HAS_LOCAL_CA:
        file = authority.server_file(folder(), served_names())
        return Pair(file, file)
    own = Pair(Path(settings.SIG_TLS_CERT), Path(settings.SIG_TLS_KEY))
    _check(own)
    return own


def folder() -> Path:
    return Path(settings.SIG_DATA) / "tls"


def authority_file() -> Path:
    return authority.authority_file(folder())


def served_names() -> set[str]:
    """Exactly what the portal answers to."""
    names = {name.strip("[]") for name in settings.ALLOWED_HOSTS}
    return names - {"", *EVERY}


def _check(own: Pair) -> None:
    try:
        ends = x509.load_pem_x509_certificate(own.certificate.read_bytes()).not_valid_after_utc
        key = own.key.read_text()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own.certificate, own.key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise UnusableCertificate(
            f"SIG_TLS_CERT and SIG_TLS_KEY cannot be served ({error}). They name a certificate, "
            "with its chain, and its key without a passphrase, both in PEM."
        ) from error
    if GRANIAN_READS not in key:
        raise UnusableCertificate(
            "SIG_TLS_KEY must be in PKCS#8. `openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW` "
            "writes it so."
        )
    if ends < datetime.now(UTC):
        raise UnusableCertificate(f"The certificate of SIG_TLS_CERT ended on {ends:%Y-%m-%d}.")
