"""Pages of regions: what everybody sees, and what an administrator changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import READER
from portal.audit.models import Entry
from regions.models import Region, RegionAllowance
from regions.services.regions import allow_region
from tests.support import factories
from tests.support.factories import ACTOR

pytestmark = pytest.mark.usefixtures("regions")
INDEX = "/regions/"
ALLOW_LIST = "/installation/regions/"


@pytest.fixture
def subscription():
    return factories.subscription(name="Contoso Platform")


@pytest.fixture
def reader(client, subscription):
    person = factories.person(subscription.tenant)
    factories.grant(READER, person, subscription)
    client.force_login(person)
    return person


@pytest.fixture
def administrator(client):
    person = factories.person(is_administrator=True)
    client.force_login(person)
    return person


def central():
    return Region.objects.get(name="australiacentral")


def test_every_signed_in_person_sees_the_regions(client, reader):
    page = client.get(INDEX).content.decode()

    assert "South Central US" in page
    assert "Standard LRS, Standard ZRS, Premium LRS" in page
    assert "None of your subscriptions is on its allow list" in page


def test_strangers_are_asked_to_sign_in(client):
    answer = client.get(INDEX)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:sign-in"))


def test_a_restricted_region_is_open_to_who_has_an_allowed_subscription(
    client, reader, subscription
):
    allow_region(actor=ACTOR, subscription=subscription, region=central())

    page = client.get(INDEX).content.decode()

    assert "For Contoso Platform" in page
    assert page.count("None of your subscriptions is on its allow list") == 1


def test_others_do_not_learn_who_is_on_the_list(client, subscription):
    allow_region(actor=ACTOR, subscription=subscription, region=central())
    client.force_login(factories.person())

    page = client.get(INDEX).content.decode()

    assert "Contoso Platform" not in page


def test_the_page_asks_the_same_number_of_questions_however_long_the_list(
    client, reader, subscription, django_assert_num_queries
):
    client.get(INDEX)
    before = _queries(client)
    for number in range(5):
        other = factories.subscription(subscription.tenant, name=f"Other {number}")
        factories.grant(READER, reader, other)
        allow_region(actor=ACTOR, subscription=other, region=central())

    with django_assert_num_queries(before):
        client.get(INDEX)


def _queries(client):
    with CaptureQueriesContext(connection) as seen:
        client.get(INDEX)
    return len(seen)


@pytest.mark.parametrize("how", ["name", "guid", "arm_id"])
def test_an_administrator_allows_a_subscription(client, administrator, subscription, how):
    typed = {
        "name": "contoso platform",
        "guid": str(subscription.guid),
        "arm_id": subscription.resource.arm_id,
    }

    answer = client.post(ALLOW_LIST, {"region": "australiacentral", "subscription": typed[how]})

    assert answer.status_code == 302
    assert RegionAllowance.objects.get().subscription == subscription
    assert Entry.objects.latest("id").actor_name == str(administrator)


def test_a_subscription_that_does_not_exist_is_refused_next_to_its_field(client, administrator):
    answer = client.post(ALLOW_LIST, {"region": "australiacentral", "subscription": "Nobody"})

    assert answer.status_code == 422
    assert "There is no subscription &#x27;Nobody&#x27;" in answer.content.decode()
    assert not RegionAllowance.objects.exists()


def test_a_name_that_several_tenants_use_needs_the_id(client, administrator, subscription):
    factories.subscription(name="Contoso Platform")

    answer = client.post(
        ALLOW_LIST, {"region": "australiacentral", "subscription": "Contoso Platform"}
    )

    assert "Give its id instead" in answer.content.decode()


def test_only_restricted_regions_have_a_list(client, administrator, subscription):
    answer = client.post(ALLOW_LIST, {"region": "westus2", "subscription": "Contoso Platform"})

    assert answer.status_code == 422


def test_an_administrator_takes_a_subscription_off_the_list(client, administrator, subscription):
    allow_region(actor=ACTOR, subscription=subscription, region=central())

    answer = client.post(f"{ALLOW_LIST}australiacentral/{subscription.guid}/remove")

    assert answer.status_code == 302
    assert not RegionAllowance.objects.exists()


def test_nobody_else_opens_or_changes_the_list(client, reader, subscription):
    allow_region(actor=ACTOR, subscription=subscription, region=central())

    answers = [
        client.get(ALLOW_LIST),
        client.post(ALLOW_LIST, {"region": "australiacentral2", "subscription": "x"}),
        client.post(f"{ALLOW_LIST}australiacentral/{subscription.guid}/remove"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert RegionAllowance.objects.count() == 1
