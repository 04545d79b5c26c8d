"""What is not served is refused with one code, and in words that say what to do instead."""

import pytest


@pytest.fixture(scope="module")
def image(az, group):
    az(f"sig create -g {group} -r limits")
    words = f"-g {group} -r limits -i ubuntu"
    az(f"sig image-definition create {words} -p Contoso -f Base -s limits --os-type Linux")
    return words


@pytest.mark.parametrize(
    "line",
    [
        "sig image-version create {image} -e 1.0.0 --managed-image golden",
        "sig image-version create {image} -e 1.0.0 --os-snapshot golden",
        "sig gallery-application create -g {group} -r limits -n tool --os-type Linux -l westus2",
        "sig identity assign -g {group} -r limits --system-assigned",
        "sig create -g {group} -r soft --soft-delete true",
    ],
    ids=["managed-image", "snapshot", "application", "identity", "soft-delete"],
)
def test_what_is_not_served_has_one_code(az, group, image, line):
    said = az.refused(line.format(group=group, image=image))

    assert "FeatureNotSupported" in said


def test_nothing_was_left_behind(az, group, image):
    assert [row["name"] for row in az(f"sig list -g {group}")] == ["limits"]
    assert az(f"sig image-version list {image}") == []
    assert az(f"sig image-version list-soft-deleted {image}") == []


def test_any_address_can_be_asked(az, installation, contoso):
    """`az rest`, for what has no command."""
    url = f"{installation.url}{contoso.scope}/providers/Microsoft.Compute/locations/westus2/usages"

    usages = az(f"rest --url {url}?api-version=2024-03-01 --resource {installation.url}/")

    assert "galleries" in {row["name"]["value"].lower() for row in usages["value"]}
