import pytest

from galleries.errors import NoLatest
from galleries.services.latest import latest, require_latest
from galleries.services.versions import update_version
from tests.support.factories import ACTOR
from tests.support.galleries import definition, region, version
from tests.support.regions import drain


@pytest.fixture
def image(disk):
    image = definition(name="ubuntu")
    version(image, disk, "1.10.0", regions=("westus2",))
    version(image, disk, "1.9.0", regions=("westus2", "eastus"))
    version(image, disk, "1.2.30", regions=("westus2",))
    drain()
    return image


def test_numbers_compare_as_numbers(image):
    assert str(latest(image)) == "1.10.0"


def test_only_what_is_ready_in_the_region_counts(image):
    assert str(latest(image, "westus2")) == "1.10.0"
    assert str(latest(image, "eastus")) == "1.9.0"
    assert latest(image, "uksouth") is None


def test_what_is_not_ready_yet_does_not_count(image, disk):
    version(image, disk, "2.0.0")

    assert str(latest(image)) == "1.10.0"


def test_what_is_excluded_does_not_count_until_it_is_not(image):
    newest = latest(image)

    update_version(actor=ACTOR, version=newest, exclude_from_latest=True)
    assert str(latest(image)) == "1.9.0"

    update_version(actor=ACTOR, version=newest, exclude_from_latest=False)
    assert str(latest(image)) == "1.10.0"


def test_where_there_is_none_it_says_what_would_help(image):
    with pytest.raises(NoLatest, match="ubuntu is not available in UK South region"):
        require_latest(image, region("uksouth"))
    with pytest.raises(NoLatest, match="no latest image version exists"):
        require_latest(definition())
