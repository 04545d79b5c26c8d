"""The activity log and tags by the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import roles
from portal.audit.models import Entry, Via
from portal.audit.services import Actor, record
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db
VALUES = "providers/Microsoft.Insights/eventtypes/management/values"
TAGS = "providers/Microsoft.Resources/tags/default"


@pytest.fixture
def olga(house):
    person = factories.person(house.contoso, "Olga")
    factories.grant(roles.OWNER, person, house.contoso)
    return person


def wrote(person, card, summary="changed it", **more):
    return record(Actor(person, Via.API), f"{card.type}/write", card, summary, **more)


def events(person, house, asked=""):
    answer = Caller(person).get(f"{house['platform'].arm_id}/{VALUES}{asked}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["value"]


def test_an_entry_is_told_as_an_event(house, olga):
    entry = wrote(olga, house["base"], "changed gallery base", after={"tags": {"a": "b"}})

    event = events(olga, house)[0]

    assert event["operationName"] == {
        "value": "Microsoft.Compute/galleries/write",
        "localizedValue": "changed gallery base",
    }
    assert event["resourceId"] == house["base"].arm_id
    assert event["resourceGroupName"] == "images"
    assert event["caller"] == olga.sign_in_name
    assert event["status"]["value"] == "Succeeded"
    assert event["correlationId"] == entry.request_id
    assert event["subscriptionId"] == str(house["platform"].guid)
    assert event["properties"] == {"via": "api", "after": '{"tags": {"a": "b"}}'}


def test_events_are_asked_for_by_time_group_resource_and_who(house, olga):
    maya = factories.person(house.contoso, "Maya")
    now = timezone.now()
    Entry.objects.filter(pk=wrote(olga, house["base"], "old").pk).update(at=now - timedelta(days=9))
    wrote(maya, house["ubuntu"], "new")
    wrote(olga, house["desk"], "other")

    def found(asked):
        texts = [event["operationName"]["localizedValue"] for event in events(olga, house, asked)]
        return [text for text in texts if text in {"old", "new", "other"}]

    def since(days):
        return (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    channels = "eventChannels eq 'Admin, Operation'"
    assert found(f"?$filter=eventTimestamp ge {since(1)} and {channels}") == ["other", "new"]
    assert found(f"?$filter=eventTimestamp le '{since(1).rstrip('Z')}'") == ["old"]
    assert found("?$filter=resourceGroupName eq 'IMAGES'") == ["new", "old"]
    assert found(f"?$filter=resourceUri eq '{house['desk'].arm_id}'") == ["other"]
    assert found(f"?$filter=caller eq '{maya.sign_in_name}'") == ["new"]


def test_only_some_properties_are_told_when_asked(house, olga):
    wrote(olga, house["base"])

    assert set(events(olga, house, "?$select=eventTimestamp,caller")[0]) == {
        "eventTimestamp",
        "caller",
    }


@pytest.mark.parametrize(
    "asked",
    [
        "eventTimestamp ge yesterday",
        "eventTimestamp ge '9999-12-31T23:59:59-14:00'",
        "colour eq 'red'",
    ],
)
def test_what_is_not_understood_is_refused(house, olga, asked):
    answer = Caller(olga).get(f"{house['platform'].arm_id}/{VALUES}?$filter={asked}")

    assert answer.status_code == 400


def test_one_reads_of_what_one_can_read(house, olga):
    guest = factories.person(house.fabrikam, "Guest")
    factories.grant(roles.READER, guest, house["ubuntu"])
    wrote(olga, house["base"], "hidden")
    wrote(olga, house["ubuntu"], "seen")

    (event,) = events(guest, house)

    assert event["operationName"]["localizedValue"] == "seen"
    assert event["caller"] == "Olga"
    stranger = factories.person(house.fabrikam)
    assert Caller(stranger).get(f"{house['platform'].arm_id}/{VALUES}").status_code == 404


def test_pages_take_a_constant_number_of_queries(house, olga, django_assert_num_queries):
    for _ in range(5):
        wrote(olga, house["base"])

    with django_assert_num_queries(4):  # rights, subscription, entries, callers
        events(olga, house)
    first = Caller(olga).get(f"{house['platform'].arm_id}/{VALUES}?$top=2").json()
    second = Caller(olga).get(first["nextLink"].removeprefix("http://testserver"), version="")
    assert not {e["id"] for e in first["value"]} & {e["id"] for e in second.json()["value"]}


# -- tags


@pytest.mark.parametrize("place", ["images", "base", "ubuntu"])
def test_tags_are_changed_apart(house, olga, place):
    path = f"{house[place].arm_id}/{TAGS}"

    def tags(method, **body):
        answer = getattr(Caller(olga), method)(path, *([body] if body else []))
        assert answer.status_code == 200, answer.json()
        return answer.json()["properties"]["tags"]

    said = {"tags": {"a": "1", "b": "2"}}
    assert tags("put", properties=said) == {"a": "1", "b": "2"}
    assert tags("patch", operation="Merge", properties={"tags": {"b": "3"}}) == {"a": "1", "b": "3"}
    assert tags("patch", operation="Delete", properties={"tags": {"a": "1"}}) == {"b": "3"}
    assert tags("patch", operation="Replace", properties={"tags": {"c": "4"}}) == {"c": "4"}
    assert Caller(olga).delete(path).status_code == 200
    assert tags("get") == {}


def test_tags_take_the_right_to_write_what_has_them(house):
    reader = factories.person(house.contoso)
    factories.grant(roles.READER, reader, house["base"])
    path = f"{house['base'].arm_id}/{TAGS}"

    assert Caller(reader).get(path).status_code == 200
    assert Caller(reader).put(path, {"properties": {"tags": {}}}).status_code == 403
    assert Caller(reader).get(f"{house['desk'].arm_id}/{TAGS}").status_code == 404


@pytest.mark.parametrize("body", [{}, {"tags": {}}, {"properties": {"tags": None}}])
def test_tags_are_not_taken_away_by_saying_nothing(house, olga, body):
    path = f"{house['base'].arm_id}/{TAGS}"
    Caller(olga).put(path, {"properties": {"tags": {"a": "b"}}})

    assert Caller(olga).put(path, body).status_code == 400
    assert Caller(olga).get(path).json()["properties"]["tags"] == {"a": "b"}


def test_subscriptions_have_no_tags(house, olga):
    body = {"properties": {"tags": {"a": "b"}}}

    answer = Caller(olga).put(f"{house['platform'].arm_id}/{TAGS}", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "FeatureNotSupported")


def test_what_to_do_with_tags_must_be_said(house, olga):
    answer = Caller(olga).patch(f"{house['base'].arm_id}/{TAGS}", {"operation": "Mix"})

    assert (answer.status_code, answer.json()["error"]["target"]) == (400, "operation")
