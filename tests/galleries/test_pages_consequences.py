"""What a page says before something is deleted."""

import pytest

from accounts.pages import url_of
from tests.support import galleries


@pytest.fixture
def said(client, house):
    client.force_login(house.publisher)

    def read(card) -> str:
        return client.get(f"{url_of(card)}delete/").content.decode()

    return read


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (["westus2"], "1 replica</b> in 1 region is deleted for good."),
        (["westus2=2", "uksouth"], "3 replicas</b> in 2 regions are deleted for good."),
    ],
)
def test_a_version_says_what_goes_with_it(said, house, disk, wanted, sentence):
    version = galleries.version(house.image, disk, regions=wanted)

    assert sentence in said(version.resource)


def test_a_definition_says_what_is_still_in_it(said, house, disk):
    galleries.version(house.image, disk, number="1.0.0")
    one = said(house.image.resource)
    galleries.version(house.image, disk, number="1.0.1")

    assert "1 version</b> is still in it. Delete that first." in one
    assert "2 versions</b> are still in it. Delete those first." in said(house.image.resource)
