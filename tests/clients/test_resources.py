"""Generic resources: what any tool asks that knows no galleries."""

import pytest


@pytest.fixture(scope="module")
def gallery(az, group):
    return az(f"sig create -g {group} -r inventory --tags team=base")


def test_resources_are_listed_by_type_by_group_and_by_tag(az, group, gallery):
    by_type = az("resource list --resource-type Microsoft.Compute/galleries")
    by_group = az(f"resource list -g {group}")
    by_tag = az("resource list --tag team=base")

    for found in (by_type, by_group, by_tag):
        assert gallery["id"] in {row["id"] for row in found}


def test_a_resource_is_shown_by_its_id(az, gallery):
    shown = az(f"resource show --ids {gallery['id']}")

    assert shown["type"] == "Microsoft.Compute/galleries"
    assert shown["properties"]["provisioningState"] == "Succeeded"


def test_a_resource_is_tagged_and_deleted_by_its_id(az, group):
    made = az(f"sig create -g {group} -r generic")

    tagged = az(f"resource tag --ids {made['id']} --tags team=web")
    az(f"resource delete --ids {made['id']}")

    assert tagged["tags"] == {"team": "web"}
    assert made["id"] not in {row["id"] for row in az(f"resource list -g {group}")}


def test_the_provider_tells_its_types(az):
    types = {
        row["resourceType"] for row in az("provider show -n Microsoft.Compute")["resourceTypes"]
    }

    assert {"galleries", "galleries/images", "galleries/images/versions"} <= types
