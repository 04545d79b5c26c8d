import pytest

from accounts.models import Tenant, User
from accounts.roles import OWNER
from tests.accounts import house as houses
from tests.support import factories


@pytest.fixture
def house(db: None) -> houses.House:
    return houses.build()


@pytest.fixture
def owner(house: houses.House) -> User:
    """Of Contoso."""
    person = factories.person(house.contoso, "Olga")
    factories.grant(OWNER, person, house["contoso"])
    return person


@pytest.fixture
def contoso(db: None) -> Tenant:
    return factories.tenant("Contoso")


@pytest.fixture
def fabrikam(db: None) -> Tenant:
    return factories.tenant("Fabrikam")
