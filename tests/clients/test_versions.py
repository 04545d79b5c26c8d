"""`az sig image-version`: from a published version to real bytes in other regions."""

import pytest

from tests.support.disks import sha256

IMAGE = "-r replicated -i ubuntu"


@pytest.fixture(scope="module")
def image(group):
    return f"-g {group} {IMAGE}"


@pytest.fixture(scope="module")
def published(installation, az, group, image, contoso, disk):
    """The id of a version whose disk came from a file."""
    gallery = az(f"sig create -g {group} -r replicated")
    az(f"sig image-definition create {image} -p Contoso -f Base -s ubuntu --os-type Linux")
    told = installation.json(
        "publish_image", disk, "--gallery", gallery["id"], "--definition", "ubuntu",
        "--version", "1.0.0", "--source-region", "westus2", "--target-regions", "westus2",
        "--wait",
    )  # fmt: skip
    return told["id"]


@pytest.fixture(scope="module")
def created(az, image, published):
    return az(
        f"sig image-version create {image} -e 1.1.0 --image-version {published}"
        " --target-regions westus2=1 uksouth=2=standard_zrs --tags build=7"
    )


def test_a_version_made_of_a_version_is_complete_when_the_command_ends(created, published):
    regions = created["publishingProfile"]["targetRegions"]

    assert created["provisioningState"] == "Succeeded"
    assert created["storageProfile"]["source"]["id"] == published
    assert [(row["name"], row["regionalReplicaCount"]) for row in regions] == [
        ("West US 2", 1), ("UK South", 2),
    ]  # fmt: skip
    assert regions[1]["storageAccountType"] == "Standard_ZRS"


def test_its_status_names_every_region(az, image, created):
    shown = az(f"sig image-version show {image} -e 1.1.0 --expand ReplicationStatus")

    status = shown["replicationStatus"]
    assert status["aggregatedState"] == "Completed"
    assert {row["region"]: (row["state"], row["progress"]) for row in status["summary"]} == {
        "West US 2": ("Completed", 100),
        "UK South": ("Completed", 100),
    }


def test_the_other_region_has_the_very_bytes(installation, created, disk, tmp_path):
    output = tmp_path / "out.raw"

    installation.command("export_image", created["id"], "--region", "uksouth", "--output", output)

    assert sha256(output) == sha256(disk)


def test_versions_are_listed(az, image, created):
    names = [row["name"] for row in az(f"sig image-version list {image}")]

    assert names == ["1.0.0", "1.1.0"]


def test_another_region_is_added_and_the_source_is_kept(az, image, created):
    az(
        f"sig image-version update {image} -e 1.1.0"
        " --target-regions westus2=1 uksouth=2=standard_zrs westeurope"
    )

    shown = az(f"sig image-version show {image} -e 1.1.0 --expand ReplicationStatus")
    assert shown["storageProfile"]["source"] == created["storageProfile"]["source"]
    assert shown["tags"] == {"build": "7"}
    assert {row["region"]: row["state"] for row in shown["replicationStatus"]["summary"]} == {
        "West US 2": "Completed",
        "UK South": "Completed",
        "West Europe": "Completed",
    }


def test_a_command_that_does_not_wait_can_be_waited_for(az, image, published):
    words = f"{image} -e 1.2.0"
    az(
        f"sig image-version create {words} --image-version {published}"
        " --target-regions westus2 eastus --no-wait"
    )

    az(f"sig image-version wait {words} --created --interval 1 --timeout 120")

    assert az(f"sig image-version show {words}")["provisioningState"] == "Succeeded"


def test_a_number_that_is_none_and_a_source_that_is_not_there_are_refused(az, image, published):
    number = az.refused(f"sig image-version create {image} -e 1.x --image-version {published}")
    source = az.refused(
        f"sig image-version create {image} -e 9.0.0"
        f" --image-version {published.replace('1.0.0', '7.7.7')}"
    )

    assert "InvalidParameter" in number or "InvalidResourceName" in number
    assert "NotFound" in source


def test_a_deleted_version_is_gone(az, image, published):
    words = f"{image} -e 3.0.0"
    az(f"sig image-version create {words} --image-version {published}")

    az(f"sig image-version delete {words}")

    assert "ResourceNotFound" in az.refused(f"sig image-version show {words}")
