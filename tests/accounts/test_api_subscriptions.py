"""What clients ask first: tenants, subscriptions, locations, providers."""

import pytest

from accounts import roles
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db


def told(caller):
    return [row["displayName"] for row in caller.get("/subscriptions").json()["value"]]


def test_a_subscription_is_told_with_its_tenant(house):
    owner = factories.person(house.contoso)
    factories.grant(roles.READER, owner, house["platform"])

    (row,) = Caller(owner).get("/subscriptions").json()["value"]

    assert row["subscriptionId"] == str(house["platform"].guid)
    assert row["tenantId"] == str(house.contoso.guid)
    assert row["state"] == "Enabled"
    assert Caller(owner).get(row["id"]).json() == row


@pytest.mark.parametrize("place", ["contoso", "platform", "images", "base", "ubuntu"])
@pytest.mark.parametrize("role", [roles.READER, roles.GALLERY_IMAGE_READER])
def test_whoever_may_use_something_is_told_of_its_subscription(house, place, role):
    guest = factories.person(house.fabrikam)
    factories.grant(role, guest, house[place])

    assert told(Caller(guest)) == ["Platform"]
    assert Caller(guest).get(house["platform"].arm_id).status_code == 200


def test_nothing_else_becomes_visible_by_it(house):
    guest = factories.person(house.fabrikam)
    factories.grant(roles.READER, guest, house["ubuntu"])
    caller, above = Caller(guest), house["platform"].arm_id

    assert caller.get(f"{above}/resourceGroups").json() == {"value": []}
    hidden = caller.get(house["images"].arm_id)
    absent = caller.get(f"{above}/resourceGroups/absent")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["error"]["message"] == "Resource group 'images' could not be found."
    assert absent.json()["error"]["message"] == "Resource group 'absent' could not be found."


def test_strangers_learn_nothing(house):
    caller = Caller(factories.person(house.fabrikam))
    absent = "/subscriptions/00000000-0000-0000-0000-000000000000"

    hidden = caller.get(house["platform"].arm_id)

    assert told(caller) == []
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "SubscriptionNotFound")
    assert (
        hidden.json()["error"]["message"].replace(
            str(house["platform"].guid), absent.split("/")[-1]
        )
        == caller.get(absent).json()["error"]["message"]
    )


def test_the_list_of_subscriptions_takes_one_query_and_pages(house, django_assert_num_queries):
    owner = factories.person(house.contoso)
    factories.grant(roles.OWNER, owner, house.contoso)
    for _ in range(3):
        factories.subscription(house.contoso)

    first = Caller(owner).get("/subscriptions?$top=3").json()
    second = Caller(owner).get(first["nextLink"].removeprefix("http://testserver"), version="")

    assert len(first["value"]) == 3
    assert len(second.json()["value"]) == 1
    caller = Caller(owner)
    with django_assert_num_queries(2):  # rights, and the list
        caller.get("/subscriptions")


def test_ones_own_tenant_is_listed(house):
    stranger = Caller(factories.person(house.fabrikam))

    (row,) = stranger.get("/tenants").json()["value"]

    assert row["tenantId"] == str(house.fabrikam.guid)
    assert row["displayName"] == "Fabrikam"


@pytest.fixture
def reader(house):
    person = factories.person(house.contoso)
    factories.grant(roles.READER, person, house["platform"])
    return Caller(person)


def test_locations_have_names_and_places(house, reader):
    found = {
        row["name"]: row
        for row in reader.get(f"{house['platform'].arm_id}/locations").json()["value"]
    }

    assert found["westus2"]["displayName"] == "West US 2"
    assert found["westus2"]["metadata"]["regionType"] == "Physical"
    assert found["westus2"]["id"] == f"{house['platform'].arm_id}/locations/westus2"


def test_a_provider_tells_types_versions_and_locations(house, reader):
    body = reader.get(f"{house['platform'].arm_id}/providers/microsoft.compute").json()
    types = {row["resourceType"]: row for row in body["resourceTypes"]}

    assert (body["namespace"], body["registrationState"]) == ("Microsoft.Compute", "Registered")
    assert {"galleries", "galleries/images", "galleries/images/versions"} <= set(types)
    assert "West US 2" in types["galleries"]["locations"]
    assert types["galleries"]["apiVersions"][0] >= "2024-03-03"


def test_a_provider_is_always_registered(house, reader):
    path = f"{house['platform'].arm_id}/providers/Microsoft.Compute"

    registered = reader.post(f"{path}/register")
    refused = reader.post(f"{path}/unregister")

    assert registered.json()["registrationState"] == "Registered"
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "FeatureNotSupported")


def test_an_unknown_namespace_is_told_as_such(house, reader):
    answer = reader.get(f"{house['platform'].arm_id}/providers/Microsoft.Wonder")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "InvalidResourceNamespace")


def test_rights_are_listed_by_name(reader):
    rows = reader.get("/providers/Microsoft.Compute/operations").json()["value"]
    names = {row["name"] for row in rows}

    assert {
        "Microsoft.Compute/galleries/write",
        "Microsoft.Compute/galleries/share/action",
        "Microsoft.Compute/galleries/images/read",
    } <= names
