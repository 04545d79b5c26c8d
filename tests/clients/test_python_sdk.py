"""The Python SDK, of a later version than the one inside the command line."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient

from tests.clients.conftest import App
from tests.system.installation import Installation

LINUX = {
    "location": "westus2",
    "properties": {
        "osType": "Linux",
        "osState": "Generalized",
        "identifier": {"publisher": "Contoso", "offer": "Base", "sku": "sdk"},
    },
}


pytestmark = pytest.mark.usefixtures("trusting")


def credential(installation: Installation, app: App, secret: str = "") -> ClientSecretCredential:
    return ClientSecretCredential(
        app.tenant, app.client, secret or app.secret,
        authority=installation.url, disable_instance_discovery=True,
    )  # fmt: skip


def compute(installation: Installation, app: App, **more: Any) -> ComputeManagementClient:
    return ComputeManagementClient(
        credential(installation, app, **more), app.subscription, base_url=installation.url,
        credential_scopes=[f"{installation.url}/.default"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def client(
    trusting: None, installation: Installation, contoso: App
) -> Iterator[ComputeManagementClient]:
    with compute(installation, contoso) as client:
        yield client


@pytest.fixture(scope="module")
def gallery(client: ComputeManagementClient, group: str) -> Any:
    body = {"location": "westus2", "properties": {"description": "Made by the SDK"}}
    return client.galleries.begin_create_or_update(group, "sdk", body).result()


@pytest.fixture(scope="module")
def definition(client: ComputeManagementClient, group: str, gallery: Any) -> Any:
    images = client.gallery_images
    return images.begin_create_or_update(group, "sdk", "ubuntu", LINUX).result()


def test_a_poller_ends_with_the_gallery(gallery, contoso):
    assert gallery.name == "sdk"
    assert gallery.properties.provisioning_state == "Succeeded"
    assert gallery.properties.identifier.unique_name == f"{contoso.subscription}-SDK"


def test_a_gallery_is_found_in_both_lists(client, group, gallery):
    everywhere = {found.id for found in client.galleries.list()}
    here = {found.id for found in client.galleries.list_by_resource_group(group)}

    assert gallery.id in everywhere
    assert here == {gallery.id}


def test_a_gallery_is_changed_in_part(client, group, gallery):
    changed = client.galleries.begin_update(group, "sdk", {"tags": {"team": "base"}}).result()

    assert changed.tags == {"team": "base"}
    assert changed.properties.description == "Made by the SDK"


def test_a_definition_keeps_what_it_was_given(client, group, definition):
    found = client.gallery_images.get(group, "sdk", "ubuntu")

    assert found.id == definition.id
    assert found.properties.os_type == "Linux"
    assert found.properties.identifier.sku == "sdk"


def test_what_cannot_change_is_refused_by_its_code(client, group, definition):
    windows = {**LINUX, "properties": {**LINUX["properties"], "osType": "Windows"}}

    with pytest.raises(HttpResponseError) as refused:
        client.gallery_images.begin_create_or_update(group, "sdk", "ubuntu", windows).result()

    assert refused.value.error.code == "PropertyChangeNotAllowed"


def test_what_is_not_there_is_an_exception_of_its_own(client, group):
    with pytest.raises(ResourceNotFoundError) as missing:
        client.galleries.get(group, "absent")

    assert missing.value.error.code == "ResourceNotFound"


def test_a_wrong_secret_is_an_authentication_error(installation, contoso, group):
    with compute(installation, contoso, secret="wrong") as stranger:
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            stranger.galleries.get(group, "sdk")


def test_the_usual_audience_serves_as_well(installation, contoso, group, gallery):
    usual = ComputeManagementClient(
        credential(installation, contoso), contoso.subscription, base_url=installation.url
    )

    with usual:
        assert usual.galleries.get(group, "sdk").id == gallery.id


def test_another_organisation_sees_nothing(installation, contoso, fabrikam, group, gallery):
    with compute(installation, fabrikam) as stranger:
        elsewhere = [found.id for found in stranger.galleries.list()]
        stranger._config.subscription_id = contoso.subscription

        with pytest.raises(HttpResponseError) as refused:
            stranger.galleries.get(group, "sdk")

    assert gallery.id not in elsewhere
    assert refused.value.status_code == 404


def test_a_deleted_gallery_is_gone(client, group):
    client.galleries.begin_create_or_update(group, "short", {"location": "westus2"}).result()

    client.galleries.begin_delete(group, "short").result()

    assert "short" not in {found.name for found in client.galleries.list_by_resource_group(group)}
