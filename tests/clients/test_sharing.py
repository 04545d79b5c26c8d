"""Galleries shared directly, and with everybody: `share`, and what the others then see."""

import json

import pytest

from tests.support.disks import sha256

HERE = "-l westus2"


@pytest.fixture(scope="module")
def shared(az, group, fabrikam, published_in):
    """A gallery with a version that Fabrikam's subscription may read; its unique name."""
    gallery = az(f"sig create -g {group} -r shared --permissions groups")
    published_in(gallery)
    az(f"sig share add -g {group} -r shared --subscription-ids {fabrikam.subscription}")
    return gallery["identifier"]["uniqueName"]


@pytest.fixture(scope="module")
def public(az, group, published_in):
    """A gallery that everybody of the installation may read; its public name."""
    gallery = az(
        f"sig create -g {group} -r public --permissions community"
        " --publisher-uri https://contoso.example --publisher-email images@contoso.example"
        " --eula https://contoso.example/eula --public-name-prefix contoso"
    )
    published_in(gallery)
    az(f"sig share enable-community -g {group} -r public")
    shown = az(f"sig show -g {group} -r public --select Permissions")
    (name,) = shown["sharingProfile"]["communityGalleryInfo"]["publicNames"]
    return name


@pytest.fixture(scope="module")
def published_in(installation, disk):
    def publish(gallery) -> None:
        installation.command(
            "publish_image", disk, "--gallery", gallery["id"], "--definition", "ubuntu",
            "--version", "1.0.0", "--publisher", "Contoso", "--offer", "Base", "--sku",
            gallery["name"], "--source-region", "westus2", "--target-regions", "westus2", "--wait",
        )  # fmt: skip

    return publish


def test_a_shared_gallery_says_with_whom(az, group, shared, fabrikam):
    shown = az(f"sig show -g {group} -r shared --select Permissions")

    assert shown["sharingProfile"]["permissions"] == "Groups"
    assert shown["sharingProfile"]["groups"] == [
        {"type": "Subscriptions", "ids": [fabrikam.subscription]}
    ]


def test_the_other_subscription_finds_it_down_to_the_version(az_fabrikam, shared):
    gallery = f"{HERE} --gallery-unique-name {shared}"
    image = f"{gallery} --gallery-image-definition ubuntu"

    galleries = az_fabrikam(f"sig list-shared {HERE}")
    shown = az_fabrikam(f"sig show-shared {gallery}")
    images = az_fabrikam(f"sig image-definition list-shared {gallery}")
    definition = az_fabrikam(f"sig image-definition show-shared {image}")
    versions = az_fabrikam(f"sig image-version list-shared {image}")
    version = az_fabrikam(f"sig image-version show-shared {image} --gallery-image-version 1.0.0")

    assert [row["name"] for row in galleries] == [shown["name"]] == [shared]
    assert [row["name"] for row in images] == [definition["name"]] == ["ubuntu"]
    assert [row["name"] for row in versions] == [version["name"]] == ["1.0.0"]
    assert version["uniqueId"] == f"/SharedGalleries/{shared}/Images/ubuntu/Versions/1.0.0"


def test_sharing_with_a_tenant_shows_where_tenants_are_asked_for(az, az_fabrikam, group, fabrikam):
    gallery = az(f"sig create -g {group} -r fortenant --permissions groups")
    unique = gallery["identifier"]["uniqueName"]
    listed = f"sig list-shared {HERE} --shared-to tenant"

    az(f"sig share add -g {group} -r fortenant --tenant-ids {fabrikam.tenant}")
    after_add = {row["name"] for row in az_fabrikam(listed)}
    az(f"sig share remove -g {group} -r fortenant --tenant-ids {fabrikam.tenant}")
    after_remove = {row["name"] for row in az_fabrikam(listed)}

    assert unique in after_add
    assert unique not in after_remove


def test_a_reset_gallery_is_private_again(az, az_fabrikam, group, fabrikam):
    gallery = az(f"sig create -g {group} -r resetted --permissions groups")
    az(f"sig share add -g {group} -r resetted --subscription-ids {fabrikam.subscription}")

    az(f"sig share reset -g {group} -r resetted")

    shown = az(f"sig show -g {group} -r resetted --select Permissions")
    assert shown["sharingProfile"]["permissions"] == "Private"
    assert not shown["sharingProfile"].get("groups")
    assert gallery["identifier"]["uniqueName"] not in {
        row["name"] for row in az_fabrikam(f"sig list-shared {HERE}")
    }


def test_a_private_gallery_is_not_shared(az, group, fabrikam):
    az(f"sig create -g {group} -r private")

    said = az.refused(
        f"sig share add -g {group} -r private --subscription-ids {fabrikam.subscription}"
    )

    assert "ERROR" in said


def test_a_community_gallery_is_found_by_strangers_down_to_the_version(az_fabrikam, public):
    gallery = f"{HERE} --public-gallery-name {public}"
    image = f"{gallery} --gallery-image-definition ubuntu"

    galleries = az_fabrikam(f"sig list-community {HERE}")
    shown = az_fabrikam(f"sig show-community {gallery}")
    images = az_fabrikam(f"sig image-definition list-community {gallery}")
    definition = az_fabrikam(f"sig image-definition show-community {image}")
    versions = az_fabrikam(f"sig image-version list-community {image}")
    version = az_fabrikam(f"sig image-version show-community {image} --gallery-image-version 1.0.0")

    assert public.startswith("contoso-")
    assert public in {row["name"] for row in galleries}
    assert shown["name"] == public
    assert [row["name"] for row in images] == [definition["name"]] == ["ubuntu"]
    assert [row["name"] for row in versions] == [version["name"]] == ["1.0.0"]
    assert version["uniqueId"] == f"/CommunityGalleries/{public}/Images/ubuntu/Versions/1.0.0"


def test_strangers_make_a_version_of_their_own_of_what_is_public(
    az_fabrikam, installation, public, disk, tmp_path
):
    az_fabrikam("group create -n copies -l westus2")
    az_fabrikam("sig create -g copies -r mine")
    image = "-g copies -r mine -i ubuntu"
    definition = az_fabrikam(
        f"sig image-definition create {image} -p Fabrikam -f Base -s ubuntu --os-type Linux"
    )

    # The command line takes no public id as a source; the API does, where the image is ready.
    source = f"/CommunityGalleries/{public}/Images/ubuntu/Versions/1.0.0"
    properties = {
        "storageProfile": {"source": {"communityGalleryImageId": source}},
        "publishingProfile": {"targetRegions": [{"name": "westus2"}, {"name": "westeurope"}]},
    }
    az_fabrikam(
        f"rest --method put --url {installation.url}{definition['id']}/versions/1.0.0"
        f"?api-version=2024-03-03 --resource {installation.url}/ --body",
        json.dumps({"location": "westus2", "properties": properties}),
    )
    az_fabrikam(f"sig image-version wait {image} -e 1.0.0 --created --interval 1 --timeout 120")

    output = tmp_path / "out.raw"
    installation.command(
        "export_image", f"{definition['id']}/versions/1.0.0", "--region", "westeurope",
        "--output", output,
    )  # fmt: skip
    assert sha256(output) == sha256(disk)


def test_waiting_for_a_share_ends(az, group, public):
    az(f"sig share wait -g {group} -r public --created --interval 1 --timeout 20")
