"""Templates that make galleries and images, by the same handlers as the API's own addresses."""

from collections.abc import Iterator

import pytest

from galleries.models import Gallery, ImageDefinition
from portal.deployments.language.jsonc import read
from regions.catalogue import configuration
from regions.services.regions import sync_regions
from tests.deployments.house import VERSION, body_of, carry_out
from tests.deployments.worlds import gallery, image, published
from tests.support.api import Caller


@pytest.fixture(autouse=True)
def regions(house, settings, tmp_path) -> Iterator[None]:
    settings.SIG_DATA = tmp_path / "var"
    sync_regions()
    yield
    configuration.cache_clear()


def deploy(house, template, name="main", **given):
    response = Caller(house.maya).put(house.url(name), body_of(template, **given), VERSION)
    assert response.status_code in {200, 201}, response.data
    carry_out()
    shown = house.show(name)["properties"]
    assert shown["provisioningState"] == "Succeeded", shown.get("error")
    return shown


def test_the_published_templates_make_a_gallery_and_an_image(house):
    deploy(house, published("gallery"), "first", galleryName="mine")
    deploy(
        house,
        published("definition"),
        "second",
        galleryName="mine",
        galleryImageDefinitionName="web",
    )

    found = ImageDefinition.objects.get()
    assert Gallery.objects.get().resource.region == "westus2"
    assert (found.resource.name, found.gallery.resource.name) == ("web", "mine")


def test_a_template_is_deployed_again_and_changes_nothing(house):
    for _ in range(2):
        deploy(house, published("gallery"), galleryName="mine")

    body = body_of(published("gallery"), galleryName="mine")
    changes = house.call("post", "/whatIf", body).data["properties"]["changes"]
    assert [each["changeType"] for each in changes] == ["NoChange"]


def test_a_gallery_with_images_and_what_they_are_called(house):
    properties = {
        "osType": "Linux",
        "osState": "Generalized",
        "identifier": {
            "publisher": "contoso",
            "offer": "[variables('offer')]",
            "sku": "[concat('sku-', copyIndex())]",
        },
    }
    template = read("""{
        // one gallery, some images
        "parameters": {"count": {"type": "int", "defaultValue": 3,},},
        "variables": {"offer": "[toLower('Servers')]", "gallery": "team_images"},
        "resources": [],
    }""")
    template["resources"] = [
        gallery("[variables('gallery')]"),
        image(
            "[format('{0}/web{1}', variables('gallery'), copyIndex())]",
            copy={"name": "images", "count": "[parameters('count')]"},
            properties=properties,
        ),
    ]
    template["outputs"] = {
        "unique": {
            "type": "string",
            "value": "[reference(variables('gallery')).identifier.uniqueName]",
        }
    }

    shown = deploy(house, template)

    assert ImageDefinition.objects.count() == 3
    assert shown["outputs"]["unique"]["value"].upper().endswith("TEAM_IMAGES")
    assert len(shown["outputResources"]) == 4


def test_a_gallery_that_breaks_a_rule_is_told_by_the_deployment(house):
    template = {"resources": [gallery("not-a-name")]}

    Caller(house.maya).put(house.url(), body_of(template), VERSION)
    carry_out()

    (told,) = house.show()["properties"]["error"]["details"]
    assert told["target"].endswith("/galleries/not-a-name")
    assert told["code"]
    assert not Gallery.objects.exists()
