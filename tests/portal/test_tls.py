"""The certificate that is served: made once, renewed in time, or the operator's own."""

import os
import socket
import ssl
import stat
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from portal.errors import PortalError
from portal.supervisor import authority, greeting, tls
from portal.supervisor.child import Child
from portal.supervisor.parts import Name, Part, web_part
from portal.supervisor.renewal import EVERY, Renewal

NAMES = ["localhost", "127.0.0.1", "::1", "images.contoso.example"]


def certificate(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


@pytest.fixture
def local(settings, tmp_path) -> Path:
    """Settings of an installation that serves its own certificate; the folder of it."""
    settings.SIG_DATA, settings.SIG_TLS, settings.HAS_LOCAL_CA = tmp_path, True, True
    return tmp_path / "tls"


@pytest.fixture
def own(settings, tmp_path) -> Path:
    """A certificate with its key that somebody else has signed."""
    file = authority.server_file(tmp_path / "elsewhere", NAMES)
    settings.SIG_TLS_CERT = settings.SIG_TLS_KEY = str(file)
    settings.SIG_TLS, settings.HAS_LOCAL_CA = True, False
    return file


def meet(file: Path, trusted: Path, host: str) -> None:
    """One TLS handshake as a client does it; raises unless it believes the server."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            serving.wrap_socket(there, server_side=True).close()
        except OSError:
            there.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        ssl.create_default_context(cafile=trusted).wrap_socket(here, server_hostname=host).close()
    finally:
        here.close()
        server.join()


@pytest.mark.parametrize("host", NAMES)
def test_whoever_trusts_the_authority_believes_the_server_under_each_name(tmp_path, host):
    file = authority.server_file(tmp_path, NAMES)

    meet(file, authority.authority_file(tmp_path), host)


def test_nobody_is_deceived_about_another_name(tmp_path):
    file = authority.server_file(tmp_path, NAMES)

    with pytest.raises(ssl.SSLCertVerificationError):
        meet(file, authority.authority_file(tmp_path), "fabrikam.example")


def test_keys_are_readable_by_their_owner_only(tmp_path):
    authority.server_file(tmp_path / "tls", NAMES)

    files = [tmp_path / "tls" / name for name in ("ca-key.pem", "server.pem")]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700
    assert b"PRIVATE" not in (tmp_path / "tls" / "ca.pem").read_bytes()


def test_a_later_start_serves_the_same_certificate(tmp_path):
    before = authority.server_file(tmp_path, NAMES).read_bytes()

    assert authority.server_file(tmp_path, reversed(NAMES)).read_bytes() == before


def test_another_name_makes_another_certificate_of_the_same_authority(tmp_path):
    authority.server_file(tmp_path, NAMES)
    trusted = authority.authority_file(tmp_path).read_bytes()

    file = authority.server_file(tmp_path, [*NAMES, "gallery.contoso.example"])

    assert authority.authority_file(tmp_path).read_bytes() == trusted
    meet(file, authority.authority_file(tmp_path), "gallery.contoso.example")


def test_it_is_renewed_before_it_ends_and_the_authority_is_kept(tmp_path, monkeypatch):
    file = authority.server_file(tmp_path, NAMES)
    first, trusted = certificate(file), authority.authority_file(tmp_path).read_bytes()
    near_its_end = first.not_valid_after_utc - authority.RENEWED_BEFORE + timedelta(hours=1)
    monkeypatch.setattr(authority, "_now", lambda: near_its_end)

    renewed = certificate(authority.server_file(tmp_path, NAMES))

    assert renewed.not_valid_after_utc > first.not_valid_after_utc
    assert authority.authority_file(tmp_path).read_bytes() == trusted


def test_an_authority_without_its_key_says_what_to_do(tmp_path):
    authority.server_file(tmp_path, NAMES)
    (tmp_path / "ca-key.pem").unlink()

    with pytest.raises(PortalError, match="Restore ca.pem"):
        authority.server_file(tmp_path, NAMES)


def test_the_certificate_names_what_the_portal_answers_to(local, settings):
    settings.ALLOWED_HOSTS = ["localhost", "[::1]", *tls.EVERY, "", "images.contoso.example"]

    assert tls.served_names() == {"localhost", "::1", "images.contoso.example"}


def test_the_web_server_is_given_the_pair(local):
    command = web_part().command

    assert command[command.index("--ssl-certificate") + 1] == str(local / "server.pem")
    assert command[command.index("--ssl-keyfile") + 1] == str(local / "server.pem")


def test_the_address_says_https(local):
    assert greeting.address().startswith("https://127.0.0.1:")


def test_an_own_certificate_is_served_as_it_is(own):
    assert tls.pair() == tls.Pair(own, own)


def test_a_key_in_another_form_is_refused_with_the_command_that_changes_it(own):
    key = serialization.load_pem_private_key(own.read_bytes(), None)
    old = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    own.write_bytes(certificate(own).public_bytes(serialization.Encoding.PEM) + old)

    with pytest.raises(tls.UnusableCertificate, match="openssl pkcs8"):
        tls.pair()


def test_an_own_certificate_without_its_key_is_refused(own, settings, tmp_path):
    settings.SIG_TLS_KEY = str(authority.server_file(tmp_path / "another", NAMES))

    with pytest.raises(tls.UnusableCertificate, match="cannot be served"):
        tls.pair()


@pytest.fixture
def web() -> Iterator[Child]:
    code = "import time; time.sleep(60)"
    child = Child(Part(Name.WEB, [sys.executable, "-c", code]), None, lambda text: None)
    yield child
    child.end()


def test_a_replaced_certificate_starts_the_web_server_again(own, web):
    said, hours = [], [0.0]
    renewal = Renewal(web, said.append, clock=lambda: hours[0])
    os.utime(own, ns=(1, 1))

    renewal()
    assert web.is_running

    hours[0] += EVERY
    renewal()
    web.process.wait(timeout=20)
    assert said == ["There is a new certificate; the web server starts again with it."]


def test_half_a_replacement_is_told_once_and_the_old_one_served_on(own, web):
    said, hours = [], [0.0]
    renewal = Renewal(web, said.append, clock=lambda: hours[0])
    own.write_text("nothing of use")

    for _ in range(3):
        hours[0] += EVERY
        renewal()

    assert len(said) == 1
    assert web.is_running
