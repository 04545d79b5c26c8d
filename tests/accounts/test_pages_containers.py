"""Subscriptions and resource groups."""

from typing import Any

import pytest

from accounts.models import ResourceGroup, Subscription, User
from accounts.roles import CONTRIBUTOR, OWNER, READER
from tests.accounts import catalogue
from tests.accounts.house import House
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories


@pytest.fixture
def owner(house: House) -> User:
    catalogue.region()
    person = factories.person(house.contoso, "Olga")
    factories.grant(OWNER, person, house["contoso"])
    return person


@pytest.fixture
def reader(house: House) -> User:
    person = factories.person(house.contoso, "Rita")
    factories.grant(READER, person, house["platform"])
    return person


def shown(person: User, page: str, *args: Any) -> list[str]:
    response = as_(person).get(address(page, *args))
    assert response.status_code == 200
    return [str(row[0]) for row in response.context["page"].rows]


def test_one_sees_the_subscriptions_one_can_read(house, reader):
    factories.subscription(house.contoso, "Finance")

    assert shown(reader, "subscriptions") == ["Platform"]
    assert shown(reader, "subscription", house["platform"].guid) == ["desktops", "images"]


def test_a_subscription_one_cannot_read_is_not_found(house, reader):
    finance = factories.subscription(house.contoso, "Finance")

    for page in ("subscription", "subscription-rename", "resource-group-create"):
        assert as_(reader).get(address(page, finance.guid)).status_code == 404


@pytest.mark.parametrize(
    "page", ["subscription-rename", "subscription-delete", "resource-group-create"]
)
def test_reading_is_not_enough_to_change_a_subscription(house, reader, page):
    response = as_(reader).post(address(page, house["platform"].guid), {"name": "Mine"})

    assert response.status_code == 403
    assert "Microsoft.Resources/subscriptions/" in text_of(response)
    assert Subscription.objects.get().name == "Platform"


def test_an_owner_creates_a_subscription(house, owner):
    form = {"name": "Finance", "tenant": str(house.contoso.guid)}

    response = as_(owner).post(address("subscription-create"), form)

    made = Subscription.objects.get(name="Finance")
    assert made.tenant == house.contoso
    assert response.url == address("subscription", made.guid)


def test_nobody_creates_a_subscription_in_a_tenant_that_is_not_theirs(house, owner):
    form = {"name": "Finance", "tenant": str(house.fabrikam.guid)}

    response = as_(owner).post(address("subscription-create"), form)

    assert response.status_code == 422
    assert not Subscription.objects.filter(name="Finance").exists()


def test_without_the_right_on_any_tenant_nothing_is_created(house, reader):
    response = as_(reader).get(address("subscription-create"))

    assert response.status_code == 403
    assert "Create subscription" not in text_of(as_(reader).get(address("subscriptions")))


def test_a_name_that_is_taken_is_told_next_to_the_field(house, owner):
    form = {"name": "platform", "tenant": str(house.contoso.guid)}

    response = as_(owner).post(address("subscription-create"), form)

    assert response.status_code == 422
    assert "already has a subscription named platform" in text_of(response)


def test_a_subscription_is_renamed(house, owner):
    as_(owner).post(address("subscription-rename", house["platform"].guid), {"name": "Base"})

    assert Subscription.objects.get().name == "Base"


def test_deleting_says_what_is_inside_and_is_refused(house, owner):
    asked = address("subscription-delete", house["platform"].guid)

    page = text_of(as_(owner).get(asked))
    response = as_(owner).post(asked, {"confirm": "Platform"})

    assert "Resource group images</b> is still in it" in page
    assert response.status_code == 422
    assert "is not empty" in text_of(response)
    assert Subscription.objects.exists()


def test_an_empty_subscription_is_deleted(house, owner):
    finance = factories.subscription(house.contoso, "Finance")

    as_(owner).post(address("subscription-delete", finance.guid), {"confirm": "Finance"})

    assert not Subscription.objects.filter(name="Finance").exists()


def test_a_resource_group_is_created_where_it_may_be(house, reader):
    catalogue.region()
    factories.grant(CONTRIBUTOR, reader, house["platform"])
    asked = address("resource-group-create", house["platform"].guid)

    response = as_(reader).post(asked, {"name": "rg-new", "region": "westus2"})

    made = ResourceGroup.objects.get(name="rg-new")
    assert made.resource.region == "westus2"
    assert response.url == address("resource-group", made.resource.guid)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"region": "westus2"}, "Name the resource group."),
        ({"name": "rg-new"}, "Choose a location."),
        ({"name": "ends.", "region": "westus2"}, "no period at the end"),
        ({"name": "images", "region": "westus2"}, "already has a resource group named images"),
    ],
)
def test_bad_input_creates_no_resource_group(house, owner, form, told):
    asked = address("resource-group-create", house["platform"].guid)

    response = as_(owner).post(asked, form)

    assert response.status_code == 422
    assert told in text_of(response)
    assert ResourceGroup.objects.count() == 2


def test_a_resource_group_shows_what_one_can_read_in_it(house, reader):
    assert shown(reader, "resource-group", house["images"].guid) == ["base"]


def test_a_resource_group_one_cannot_read_is_not_found(house):
    stranger = factories.person(house.fabrikam)
    factories.grant(READER, stranger, house["base"])

    for page in ("resource-group", "resource-group-tags", "resource-group-delete"):
        assert as_(stranger).get(address(page, house["images"].guid)).status_code == 404


def test_tags_are_changed(house, owner):
    asked = address("resource-group-tags", house["images"].guid)

    as_(owner).post(asked, {"tags": "team: platform\nwave: 1"})

    house["images"].refresh_from_db()
    assert house["images"].tags == {"team": "platform", "wave": "1"}


def test_tags_that_are_none_change_nothing(house, owner):
    asked = address("resource-group-tags", house["images"].guid)

    response = as_(owner).post(asked, {"tags": "team: a\nteam: b"})

    assert response.status_code == 422
    assert "is given twice" in text_of(response)
    house["images"].refresh_from_db()
    assert house["images"].tags == {}


def test_a_full_resource_group_stays(house, owner):
    asked = address("resource-group-delete", house["images"].guid)

    response = as_(owner).post(asked, {"confirm": "images"})

    assert response.status_code == 422
    assert "gallery base" in text_of(response)
    assert ResourceGroup.objects.filter(name="images").exists()


def test_an_empty_resource_group_is_deleted(house, owner):
    empty = factories.resource_group(house.contoso.subscriptions.get(), "empty")

    as_(owner).post(address("resource-group-delete", empty.resource.guid), {"confirm": "empty"})

    assert not ResourceGroup.objects.filter(name="empty").exists()


def test_more_rows_take_no_more_queries(house, owner):
    client, platform = as_(owner), house.contoso.subscriptions.get()

    def ask() -> None:
        client.get(address("subscriptions"))
        client.get(address("subscription", platform.guid))
        client.get(address("resource-group", house["images"].guid))

    few = queries(ask)
    for number in range(5):
        factories.subscription(house.contoso)
        group = factories.resource_group(platform)
        catalogue.gallery(group, f"in-{number}")
        catalogue.gallery(ResourceGroup.objects.get(name="images"), f"more-{number}")

    assert queries(ask) == few
