"""`az sig` and `az sig image-definition`."""

import pytest


@pytest.fixture(scope="module")
def gallery(az, group):
    return az(f"sig create -g {group} -r golden --description 'Golden images' --tags team=base")


@pytest.fixture(scope="module")
def definition(az, group, gallery):
    return az(
        f"sig image-definition create -g {group} -r golden -i ubuntu --publisher Contoso"
        " --offer Base --sku ubuntu-2404 --os-type Linux --minimum-cpu-core 2"
        " --maximum-cpu-core 16 --minimum-memory 4 --end-of-life-date 2035-01-01"
    )


def test_a_gallery_lies_where_its_group_does_and_has_a_unique_name(gallery, contoso, group):
    assert gallery["id"] == (
        f"{contoso.scope}/resourceGroups/{group}/providers/Microsoft.Compute/galleries/golden"
    )
    assert gallery["location"] == "westus2"
    assert gallery["tags"] == {"team": "base"}
    assert gallery["provisioningState"] == "Succeeded"
    assert gallery["identifier"]["uniqueName"] == f"{contoso.subscription}-GOLDEN"


def test_a_gallery_is_shown_and_listed(az, group, gallery):
    assert az(f"sig show -g {group} -r golden")["description"] == "Golden images"
    assert gallery["id"] in {row["id"] for row in az("sig list")}
    assert gallery["id"] in {row["id"] for row in az(f"sig list -g {group}")}


def test_a_gallery_is_updated_and_keeps_the_rest(az, group):
    az(f"sig create -g {group} -r updated --description before --tags team=base")

    az(f"sig update -g {group} -r updated --set description=after")

    shown = az(f"sig show -g {group} -r updated")
    assert (shown["description"], shown["tags"]) == ("after", {"team": "base"})


def test_a_gallery_with_images_is_not_deleted(az, group, definition):
    said = az.refused(f"sig delete -g {group} -r golden")

    assert "NestedResourcesExist" in said or "CannotDeleteResource" in said


def test_an_empty_gallery_is_deleted(az, group):
    az(f"sig create -g {group} -r short")

    az(f"sig delete -g {group} -r short")

    assert "ResourceNotFound" in az.refused(f"sig show -g {group} -r short")


def test_a_name_that_breaks_the_rule_is_refused(az, group):
    said = az.refused(f"sig create -g {group} -r bad-name-")

    assert "InvalidParameter" in said or "InvalidResourceName" in said


def test_a_definition_says_what_it_was_told(definition):
    assert definition["identifier"] == {
        "publisher": "Contoso", "offer": "Base", "sku": "ubuntu-2404",
    }  # fmt: skip
    assert definition["osType"] == "Linux"
    assert definition["osState"] == "Generalized"
    assert definition["hyperVGeneration"] == "V2"
    assert definition["recommended"]["vCPUs"] == {"min": 2, "max": 16}
    assert definition["endOfLifeDate"].startswith("2035-01-01")


def test_a_definition_is_listed_and_updated(az, group, definition):
    az(f"sig image-definition update -g {group} -r golden -i ubuntu --set description=Ubuntu")

    shown = az(f"sig image-definition show -g {group} -r golden -i ubuntu")
    names = [row["name"] for row in az(f"sig image-definition list -g {group} -r golden")]
    assert shown["description"] == "Ubuntu"
    assert shown["recommended"] == definition["recommended"]
    assert names == ["ubuntu"]


def test_waiting_for_a_gallery_and_an_image_ends(az, group, definition):
    assert az(f"sig wait -g {group} -r golden --created --interval 1 --timeout 20") is None
    az(
        f"sig image-definition wait -g {group} -r golden -i ubuntu --created --interval 1"
        " --timeout 20"
    )


def test_a_definition_is_deleted(az, group, gallery):
    words = f"-g {group} -r golden -i short"
    az(f"sig image-definition create {words} -p Contoso -f Base -s short --os-type Windows")

    az(f"sig image-definition delete {words}")

    assert "ResourceNotFound" in az.refused(f"sig image-definition show {words}")
