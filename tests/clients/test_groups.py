"""Accounts, locations and resource groups."""


def test_locations_are_listed_by_name(az):
    locations = {row["name"]: row for row in az("account list-locations")}

    assert locations["westus2"]["displayName"] == "West US 2"
    assert {"eastus", "westus", "uksouth", "westeurope"} <= set(locations)


def test_a_group_is_created_shown_and_listed(az, contoso):
    created = az("group create -n golden-images -l westus2 --tags team=base")

    assert created["id"] == f"{contoso.scope}/resourceGroups/golden-images"
    assert created["properties"]["provisioningState"] == "Succeeded"
    assert az("group show -n GOLDEN-IMAGES") == created
    assert created in az("group list")


def test_creating_a_group_again_changes_its_tags_only(az):
    az("group create -n again -l westus2 --tags team=base")

    assert az("group create -n again -l westus2 --tags team=web")["tags"] == {"team": "web"}


def test_a_group_that_is_not_there_says_so(az):
    assert az("group exists -n absent") is False
    assert "ResourceGroupNotFound" in az.refused("group show -n absent")


def test_a_deleted_group_takes_along_what_is_in_it(az, group):
    az("group create -n doomed -l westus2")
    az("sig create -g doomed -r doomed")
    assert az("group exists -n doomed") is True

    az("group delete -n doomed --yes")

    assert az("group exists -n doomed") is False
    assert "doomed" not in {row["name"] for row in az("sig list")}
