import pytest

from accounts.roles import GALLERY_IMAGE_READER, OWNER, READER, USER_ACCESS_ADMINISTRATOR
from accounts.services import directory
from accounts.services.explain import why
from tests.support import factories


@pytest.fixture
def priya(house):
    return factories.person(house.contoso, "Priya Raman")


def test_every_way_is_told_the_nearest_first(house, priya):
    engineers = factories.group(house.contoso, "All engineers", members=(priya,))
    factories.grant(READER, engineers, house["images"])
    factories.grant(GALLERY_IMAGE_READER, priya, house["ubuntu"])
    factories.grant(OWNER, priya, house["desk"])

    ways = [
        (str(way.group or ""), way.role.name, way.scope.name, way.is_inherited)
        for way in why(priya, house["ubuntu"])
    ]

    assert ways == [
        ("", "Compute Gallery Image Reader", "ubuntu", False),
        ("All engineers", "Reader", "images", True),
    ]


def test_a_version_inherits_everything_it_has(house, priya):
    factories.grant(READER, priya, house["ubuntu"])

    (way,) = why(priya, house["ubuntu/1.0.0"])

    assert way.scope == house["ubuntu"]
    assert way.is_inherited


def test_nobody_has_access_for_no_reason(house, priya):
    assert why(priya, house["base"]) == []


def test_an_inactive_person_has_no_access_to_explain(house, priya):
    factories.grant(READER, priya, house["base"])
    directory.set_active(actor=factories.ACTOR, user=priya, is_active=False)

    assert why(priya, house["base"]) == []


def test_elevation_is_named(house):
    administrator = factories.person(house.fabrikam, is_administrator=True)
    elevated = directory.elevate(actor=factories.actor_of(administrator), reason="Ticket 4711")

    (way,) = why(elevated, house["base"])

    assert way.role == USER_ACCESS_ADMINISTRATOR
    assert way.scope is None


@pytest.mark.parametrize("count", [1, 5])
def test_it_takes_two_queries_however_many_ways_there_are(
    house, priya, django_assert_num_queries, count
):
    for _ in range(count):
        group = factories.group(house.contoso, members=(priya,))
        factories.grant(READER, group, house["base"])

    with django_assert_num_queries(2):
        assert [str(way.group.tenant) for way in why(priya, house["base"])]
