"""Signing in, each way that needs no browser of its own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.clients.az import CLOUD, prompt_of


def test_one_address_registers_the_cloud(unknown_az, installation):
    cloud = unknown_az(f"cloud show -n {CLOUD}")

    assert cloud["isActive"]
    assert cloud["endpoints"]["resourceManager"].rstrip("/") == installation.url
    assert cloud["endpoints"]["activeDirectory"].rstrip("/") == installation.url


def test_an_app_signs_in_with_its_secret(az, contoso):
    account = az("account show")

    assert account["id"] == contoso.subscription
    assert account["tenantId"] == contoso.tenant
    assert account["user"] == {"name": contoso.client, "type": "servicePrincipal"}
    assert account["environmentName"] == CLOUD


def test_a_wrong_secret_is_refused_in_words(unknown_az, contoso, tmp_path):
    az = unknown_az.another(tmp_path / "config")

    said = az.refused(
        f"login --service-principal -u {contoso.client} -p wrong --tenant {contoso.tenant}"
    )

    assert "AADSTS7000215" in said


def test_an_app_signs_in_with_its_certificate(unknown_az, installation, contoso, tmp_path):
    public, both = certificate(tmp_path)
    app = installation.json(
        "create_app", "certified", "--tenant", "Contoso", "--role", "Reader", "--on", "Platform",
        "--certificate", public,
    )  # fmt: skip
    az = unknown_az.another(tmp_path / "config")

    subscriptions = az(
        f"login --service-principal -u {app['clientId']} --tenant {app['tenantId']}",
        "--certificate", both,
    )  # fmt: skip

    assert {row["id"] for row in subscriptions} == set(app["subscriptions"])


def certificate(folder: Path) -> tuple[Path, Path]:
    """What the portal is given, and what the command line signs in with: with the key."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pipeline")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    public, both = folder / "public.pem", folder / "app.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + public.read_bytes()
    )
    return public, both


@pytest.mark.parametrize("named", [True, False], ids=["tenant-named", "no-tenant"])
def test_a_person_confirms_a_device_code(unknown_az, olga, contoso, tmp_path, named):
    az = unknown_az.another(tmp_path / "config")
    login = az.start("login --use-device-code", *(["--tenant", contoso.tenant] if named else []))

    confirm(olga, *prompt_of(login))
    answer, said = login.communicate(timeout=120)

    assert login.returncode == 0, said
    assert contoso.subscription in {row["id"] for row in json.loads(answer)}
    assert az("account show")["user"] == {"name": "olga@contoso.example", "type": "user"}
    assert az("ad signed-in-user show")["displayName"] == "Olga Berg"


def confirm(person, url: str, code: str) -> None:
    """As a browser does, beside the command line that waits."""
    path = urlsplit(url).path
    person.get(path)
    person.post(path, user_code=code)
    person.post(f"{path.rstrip('/')}/confirm/", decision="approve")


def test_whoever_signed_out_is_asked_to_sign_in(unknown_az, contoso, tmp_path):
    az = unknown_az.another(tmp_path / "config")
    az(contoso.login)

    az("logout")

    assert "az login" in az.refused("group list")
