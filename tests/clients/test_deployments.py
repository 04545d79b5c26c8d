"""Published templates, deployed unchanged."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent / "templates"


def template(name: str) -> Path:
    return TEMPLATES / name / "azuredeploy.json"


def test_the_gallery_template_is_validated_and_deployed(az, group):
    words = f"-g {group} -n gallery -p galleryName=fromtemplate -f"
    validated = az(f"deployment group validate {words}", template("101-sig-create"))
    assert not az(f"sig list -g {group}")

    deployed = az(f"deployment group create {words}", template("101-sig-create"))

    assert validated["properties"]["provisioningState"] == "Succeeded"
    assert deployed["properties"]["provisioningState"] == "Succeeded"
    gallery = az(f"sig show -g {group} -r fromtemplate")
    assert gallery["location"] == "westus2"
    assert gallery["description"] == "My Private Gallery"
    assert [row["id"] for row in deployed["properties"]["outputResources"]] == [gallery["id"]]


def test_the_definition_template_is_deployed(az, group):
    az(f"sig create -g {group} -r parent")

    az(
        f"deployment group create -g {group} -n definition"
        " -p galleryName=parent galleryImageDefinitionName=ubuntu -f",
        template("101-sig-image-definition-create"),
    )

    definition = az(f"sig image-definition show -g {group} -r parent -i ubuntu")
    assert definition["identifier"] == {
        "publisher": "myPublisher", "offer": "myOffer", "sku": "mySku",
    }  # fmt: skip
    assert definition["recommended"]["vCPUs"] == {"min": 1, "max": 64}
    names = {row["name"] for row in az(f"deployment group list -g {group}")}
    assert "definition" in names
    steps = az(f"deployment operation group list -g {group} -n definition")
    (step,) = [step for step in steps if step["properties"]["targetResource"]]
    assert step["properties"]["targetResource"]["id"] == definition["id"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("missing", '{"resources": [', "InvalidTemplate"),
        ("unknown", "[parameters('nothing')]", "InvalidTemplate"),
    ],
)
def test_a_template_that_cannot_be_is_refused_before_anything_is_made(
    az, group, tmp_path, name, text, code
):
    file = tmp_path / "azuredeploy.json"
    whole = template("101-sig-create").read_text()
    file.write_text(
        whole.replace("[parameters('galleryName')]", text) if name == "unknown" else whole
    )
    parameters = "-p galleryName=never" if name == "unknown" else ""

    said = az.refused(
        f"deployment group create -g {group} -n {name} --no-prompt {parameters} -f", file
    )

    assert code in said
    assert "never" not in {row["name"] for row in az(f"sig list -g {group}")}
