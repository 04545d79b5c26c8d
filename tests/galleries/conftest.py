import pytest

from regions.services.regions import sync_regions


@pytest.fixture(autouse=True)
def regions(db) -> None:
    sync_regions()
