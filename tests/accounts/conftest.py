import pytest

from tests.accounts import house as houses


@pytest.fixture
def house(db: None) -> houses.House:
    return houses.build()
