"""One app, let in by a second tenant, carries an image from the first into it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient

from tests.clients.conftest import App, make_app
from tests.support.disks import sha256
from tests.system.person import PASSWORD, Person

SCOPE = "/.default"


@pytest.fixture(scope="module")
def shipper(installation, contoso) -> App:
    """Multi-tenant, and at home in Contoso."""
    return make_app(installation, "shipper", "Contoso", "Platform", "--multi-tenant")


@pytest.fixture(scope="module")
def fred(installation, fabrikam) -> Person:
    """Owner of Fabrikam."""
    told = installation.command("create_user", "fred@fabrikam.example", "--tenant", "Fabrikam")
    installation.command(
        "grant", "Owner", "--to", "fred@fabrikam.example", "--on", f"/tenants/{fabrikam.tenant}"
    )
    link = urlsplit(told.stdout.split()[-1]).path
    person = Person(installation.url, installation.trust())
    person.get(link)
    person.post(link, password=PASSWORD, again=PASSWORD)
    return person


@pytest.fixture(scope="module")
def let_in(fred, az_fabrikam, shipper, fabrikam) -> None:
    """Fred consents in the portal, and Fabrikam gives the app a role of its own."""
    page = f"/directory/{fabrikam.tenant}/connected-apps/consent/?app={shipper.client}"
    assert "shipper" in fred.get(page)
    fred.post(page, expires_at="")
    az_fabrikam(
        f"role assignment create --assignee {shipper.client} --role Contributor"
        f" --scope {fabrikam.scope}"
    )


@pytest.fixture(scope="module")
def source(installation, group, disk) -> str:
    """The id of a version of Contoso that Fabrikam cannot see."""
    told = installation.json(
        "publish_image", disk, "--tenant", "Contoso", "--subscription", "Platform",
        "--resource-group", group, "--gallery", "crossing", "--definition", "ubuntu",
        "--version", "1.0.0", "--publisher", "Contoso", "--offer", "Base", "--sku", "crossing",
        "--target-regions", "westus2", "--wait",
    )  # fmt: skip
    return told["id"]


def credential(installation, app: App, tenant: str) -> ClientSecretCredential:
    return ClientSecretCredential(
        tenant, app.client, app.secret,
        authority=installation.url, disable_instance_discovery=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def client(trusting, installation, shipper, fabrikam, let_in) -> Iterator[ComputeManagementClient]:
    """The app in Fabrikam."""
    with ComputeManagementClient(
        credential(installation, shipper, fabrikam.tenant), fabrikam.subscription,
        base_url=installation.url, credential_scopes=[installation.url + SCOPE],
    ) as client:  # fmt: skip
        yield client


@pytest.fixture(scope="module")
def image(az_fabrikam, client) -> tuple[str, str, str]:
    """Where the version is to be made: group, gallery, definition."""
    az_fabrikam("group create -n arrivals -l westeurope")
    client.galleries.begin_create_or_update(
        "arrivals", "arrived", {"location": "westeurope"}
    ).result()
    properties = {
        "osType": "Linux",
        "osState": "Generalized",
        "identifier": {"publisher": "Fabrikam", "offer": "Base", "sku": "crossing"},
    }
    client.gallery_images.begin_create_or_update(
        "arrivals", "arrived", "ubuntu", {"location": "westeurope", "properties": properties}
    ).result()
    return "arrivals", "arrived", "ubuntu"


def version_of(source: str) -> dict[str, object]:
    return {
        "location": "westeurope",
        "properties": {"storageProfile": {"source": {"id": source}}},
    }


def test_without_a_token_of_the_other_tenant_its_image_is_not_there(client, image, source):
    with pytest.raises(HttpResponseError) as refused:
        client.gallery_image_versions.begin_create_or_update(*image, "1.0.0", version_of(source))

    assert refused.value.status_code in {400, 404}
    assert "NotFound" in refused.value.error.code


def test_with_both_tokens_the_bytes_arrive(
    installation, client, image, source, shipper, contoso, disk, tmp_path
):
    other = credential(installation, shipper, contoso.tenant).get_token(installation.url + SCOPE)

    made = client.gallery_image_versions.begin_create_or_update(
        *image, "1.0.0", version_of(source),
        headers={"x-ms-authorization-auxiliary": f"Bearer {other.token}"},
    ).result()  # fmt: skip

    output = tmp_path / "out.raw"
    installation.command("export_image", made.id, "--region", "westeurope", "--output", output)
    assert made.properties.provisioning_state == "Succeeded"
    assert sha256(output) == sha256(disk)


def test_the_command_line_signs_in_to_both_tenants_with_the_same_secret(
    unknown_az, shipper, contoso, fabrikam, let_in, tmp_path
):
    az = unknown_az.another(tmp_path / "config")

    for tenant in (contoso.tenant, fabrikam.tenant):
        az(f"login --service-principal -u {shipper.client} -p {shipper.secret} --tenant {tenant}")

    known = {(row["id"], row["tenantId"]) for row in az("account list --all")}
    assert (contoso.subscription, contoso.tenant) in known
    assert (fabrikam.subscription, fabrikam.tenant) in known
