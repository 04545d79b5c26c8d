"""Lists of resources of every type."""

import pytest

from accounts import roles
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db
OF_COMPUTE = "Microsoft.Compute/galleries"


@pytest.fixture
def owner(house):
    person = factories.person(house.contoso)
    factories.grant(roles.OWNER, person, house.contoso)
    return Caller(person)


def listed(caller, path, asked=""):
    answer = caller.get(f"{path}/resources{asked}")
    assert answer.status_code == 200, answer.json()
    return {row["name"] for row in answer.json()["value"]}


def test_resources_are_named_by_their_place_in_the_group(house, owner):
    found = listed(owner, house["platform"].arm_id)

    assert found == {
        "base", "base/ubuntu", "base/ubuntu/1.0.0", "base/debian", "base/debian/1.0.0",
        "desk", "desk/kiosk", "desk/kiosk/1.0.0",
    }  # fmt: skip
    assert listed(owner, house["desktops"].arm_id) == {"desk", "desk/kiosk", "desk/kiosk/1.0.0"}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("resourceType eq 'microsoft.compute/GALLERIES'", {"base", "desk"}),
        ("resourceType eq 'Microsoft.Compute/disks'", set()),
        ("resourceType eq 'Microsoft.Compute/galleries' and name eq 'DESK'", {"desk"}),
        ("name eq 'base/ubuntu'", {"base/ubuntu"}),
        ("name eq 'ubuntu'", set()),
        ("name eq 'base' or name eq 'desk/kiosk'", {"base", "desk/kiosk"}),
        ("resourceGroup eq 'Desktops' and resourceType ne 'Microsoft.Compute/galleries'",
         {"desk/kiosk", "desk/kiosk/1.0.0"}),
        ("substringof('kio', name)", {"desk/kiosk"}),
        ("tagName eq 'team' and tagValue eq 'it''s'", {"desk"}),
        ("location eq 'West US 2' and tagName eq 'team'", {"base", "desk"}),
    ],
)  # fmt: skip
def test_filters_say_which(house, owner, asked, names):
    for name, team in (("base", "a"), ("desk", "it's")):
        house[name].tags = {"team": team}
        house[name].save()

    assert listed(owner, house["platform"].arm_id, f"?$filter={asked}") == names


@pytest.mark.parametrize("asked", ["name eq", "plan eq 'x'", "tagValue eq 'x'", "name eq 'a' or"])
def test_what_is_not_understood_is_refused(house, owner, asked):
    answer = owner.get(f"{house['platform'].arm_id}/resources?$filter={asked}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (
        400,
        "InvalidFilterInQueryString",
    )


def test_guests_see_what_they_may_read(house):
    person = factories.person(house.fabrikam)
    factories.grant(roles.READER, person, house["ubuntu"])

    assert listed(Caller(person), house["platform"].arm_id) == {"base/ubuntu", "base/ubuntu/1.0.0"}
    assert Caller(person).get(f"{house['images'].arm_id}/resources").status_code == 404


def test_times_and_states_come_when_asked_for(house, owner, django_assert_num_queries):
    path = f"{house['platform'].arm_id}/resources"
    asked = f"{path}?$expand=createdTime,changedTime,provisioningState"

    with django_assert_num_queries(5):  # rights, subscription, cards, versions, claims
        rows = owner.get(asked).json()["value"]

    assert {"createdTime", "changedTime", "provisioningState"} <= set(rows[0])
    assert {row["provisioningState"] for row in rows if row["type"] == OF_COMPUTE} == {"Succeeded"}
    assert "createdTime" not in owner.get(path).json()["value"][0]


def test_pages_follow_one_another(house, owner):
    path, names = f"{house['platform'].arm_id}/resources?$top=3", []
    body = owner.get(path).json()
    names += [row["name"] for row in body["value"]]
    while link := body.get("nextLink"):
        body = owner.get(link.removeprefix("http://testserver"), version="").json()
        names += [row["name"] for row in body["value"]]

    assert len(names) == len(set(names)) == 8
