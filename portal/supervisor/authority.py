"""A certificate authority of this installation's own, for TLS without anybody else.

The authority is made once and kept, so that whoever trusts it does so once. Its server certificate
names every host that the portal answers to; it is made anew when these change, and before it ends.
"""

import ipaddress
import os
import platform
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from portal.errors import PortalError

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)  # browsers and systems refuse longer ones
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=1)

Key = ec.EllipticCurvePrivateKey


def authority_file(folder: Path) -> Path:
    """What people trust. It is written last, so where it is its key is too."""
    return folder / "ca.pem"


def server_file(folder: Path, names: Iterable[str]) -> Path:
    """Key and certificate for these hosts in one file, made or renewed when that is due."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "server.pem"
    wanted = {_name(name) for name in names}
    authority, key = _authority(folder)
    if not _serves(file, wanted, authority):
        _issue(file, sorted(wanted, key=str), authority, key)
    return file


def _serves(file: Path, wanted: set[x509.GeneralName], authority: x509.Certificate) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        certificate.verify_directly_issued_by(authority)
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return set(named) == wanted and certificate.not_valid_after_utc - _now() > RENEWED_BEFORE


def _authority(folder: Path) -> tuple[x509.Certificate, Key]:
    file, key_file = authority_file(folder), folder / "ca-key.pem"
    if not file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(key_file, _key_text(key))
        _write(file, _new_authority(key).public_bytes(serialization.Encoding.PEM))
    try:
        loaded = serialization.load_pem_private_key(key_file.read_bytes(), None)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise PortalError(
            f"The certificate authority in {folder} cannot be read ({error}). Restore ca.pem and "
            "ca-key.pem, or delete both: a new authority is made, which all have to trust anew."
        ) from error
    if not isinstance(loaded, Key) or loaded.public_key() != certificate.public_key():
        raise PortalError(f"ca.pem and ca-key.pem in {folder} do not belong together.")
    return certificate, loaded


def _new_authority(key: Key) -> x509.Certificate:
    # Several on one machine are told apart by their number.
    name = f"Shared Image Gallery on {platform.node()[:24]}, {secrets.token_hex(4)}"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    public = key.public_key()
    builder = (
        _builder(subject, subject, AUTHORITY_LASTS)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _issue(
    file: Path, names: list[x509.GeneralName], authority: x509.Certificate, authority_key: Key
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shared Image Gallery")])
    lasts = min(SERVER_LASTS, authority.not_valid_after_utc - _now())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = (
        _builder(subject, authority.subject, lasts)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuer, critical=False)
    )
    certificate = builder.sign(authority_key, hashes.SHA256())
    _write(file, certificate.public_bytes(serialization.Encoding.PEM) + _key_text(key))


def _builder(subject: x509.Name, issuer: x509.Name, lasts: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - CLOCKS_DIFFER)
        .not_valid_after(_now() + lasts)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.lower().encode("idna").decode())


def _key_text(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, for its owner only."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
    draft.replace(file)


def _now() -> datetime:
    return datetime.now(UTC)
