"""Galleries over the API: what clients send, and what they rely on in the answers."""

import pytest

from accounts import roles
from accounts.models import Resource
from galleries.models import Gallery
from portal.audit.models import Entry
from tests.galleries.arm import COMPUTE, Caller, path_of
from tests.support import factories, galleries


@pytest.fixture
def group(house):
    return house.gallery.resource_group.resource.arm_id


BODY = {"location": "West US 2", "tags": {"team": "a"}, "properties": {"description": "Ours"}}


def test_creating_answers_201_with_the_gallery_done(publisher, group):
    answer = publisher.put(f"{group}{COMPUTE}/galleries/base_images", BODY)

    assert answer.status_code == 201
    assert "Azure-AsyncOperation" not in answer
    body = answer.json()
    subscription = group.split("/")[2]
    assert body == {
        "id": f"{group}{COMPUTE}/galleries/base_images",
        "name": "base_images",
        "type": "Microsoft.Compute/galleries",
        "location": "westus2",
        "tags": {"team": "a"},
        "properties": {
            "description": "Ours",
            "identifier": {"uniqueName": f"{subscription}-BASE_IMAGES"},
            "provisioningState": "Succeeded",
            "sharingProfile": {"permissions": "Private"},
            "softDeletePolicy": {"isSoftDeleteEnabled": False},
        },
    }


def test_the_same_again_answers_200_and_is_not_logged(publisher, group):
    path = f"{group}{COMPUTE}/galleries/base_images"
    publisher.put(path, BODY)
    before = Entry.objects.count()

    again = publisher.put(path.upper().replace("SUBSCRIPTIONS", "subscriptions"), BODY)

    assert again.status_code == 200
    assert again.json()["name"] == "base_images"
    assert Entry.objects.count() == before


def test_what_clients_get_they_can_put_back(publisher, house):
    path = path_of(house.gallery)
    body = publisher.get(path).json()
    body["properties"]["identifier"] = {}

    assert publisher.put(path, body, version="2026-03-03").status_code == 200
    assert publisher.get(path).json()["properties"]["identifier"]["uniqueName"]


def test_a_put_takes_back_what_it_leaves_out_and_a_patch_does_not(publisher, group):
    path = f"{group}{COMPUTE}/galleries/base_images"
    publisher.put(path, BODY)

    patched = publisher.patch(path, {"properties": {}})
    assert patched.status_code == 200
    assert (patched.json()["tags"], patched.json()["properties"]["description"]) == (
        {"team": "a"},
        "Ours",
    )

    put = publisher.put(path, {"location": "westus2", "properties": {}})
    assert "tags" not in put.json()
    assert "description" not in put.json()["properties"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"properties": {}}, 400, "LocationRequired"),
        ({"location": "atlantis"}, 400, "LocationNotAvailableForResourceType"),
        ({"location": "westus2", "properties": {"description": {}}}, 400, "InvalidParameter"),
        ({"location": "westus2", "properties": []}, 400, "InvalidParameter"),
        (
            {"location": "westus2", "properties": {"softDeletePolicy": {"isSoftDeleteEnabled": 1}}},
            400,
            "FeatureNotSupported",
        ),
        (
            {"location": "westus2", "identity": {"type": "SystemAssigned"}},
            400,
            "FeatureNotSupported",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_made(publisher, group, body, status, code):
    answer = publisher.put(f"{group}{COMPUTE}/galleries/base_images", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert Gallery.objects.count() == 1


def test_a_gallery_stays_where_it_is(publisher, house):
    answer = publisher.put(path_of(house.gallery), {"location": "eastus", "properties": {}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "InvalidResourceLocation")


def test_names_are_once_per_subscription(publisher, house):
    other = factories.resource_group(house.gallery.subscription)
    factories.grant(roles.CONTRIBUTOR, house.publisher, other)

    answer = publisher.put(f"{path_of(other)}{COMPUTE}/galleries/Platform_Images", BODY)

    assert (answer.status_code, answer.json()["error"]["target"]) == (409, "gallery.name")


def test_invisible_reads_as_absent_and_visible_but_forbidden_as_403(house):
    path, nowhere = path_of(house.gallery), path_of(house.gallery).replace("platform", "no")
    stranger, reader = Caller(house.stranger), Caller(house.reader)

    for method in ("get", "head"):
        hidden, absent = stranger.call(method, path), stranger.call(method, nowhere)
        assert hidden.status_code == absent.status_code == 404
    told = stranger.get(path).json()["error"]["message"].replace(path, "X")
    assert told == stranger.get(nowhere).json()["error"]["message"].replace(nowhere, "X")
    assert stranger.delete(path).status_code == stranger.delete(nowhere).status_code == 204
    assert stranger.put(path, BODY).status_code == 404
    assert stranger.put(path, BODY).json()["error"]["code"] == "SubscriptionNotFound"
    for answer in (reader.put(path, BODY), reader.patch(path, {}), reader.delete(path)):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "AuthorizationFailed"
    assert Gallery.objects.count() == 1


def test_a_missing_group_is_told_to_those_who_see_the_subscription(house):
    sees = factories.person(house.gallery.subscription.tenant)
    factories.grant(roles.READER, sees, house.gallery.subscription)
    path = path_of(house.gallery.subscription, "resourceGroups/no") + f"{COMPUTE}/galleries/x"

    answer = Caller(sees).put(path, BODY)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ResourceGroupNotFound")


def test_deleting_is_done_when_it_is_answered(publisher, group, house):
    publisher.put(f"{group}{COMPUTE}/galleries/base_images", BODY)

    assert publisher.delete(f"{group}{COMPUTE}/galleries/base_images").status_code == 200
    assert publisher.head(f"{group}{COMPUTE}/galleries/base_images").status_code == 404
    full = publisher.delete(path_of(house.gallery))
    assert (full.status_code, full.json()["error"]["code"]) == (409, "CannotDeleteResource")


def test_head_tells_whether_it_is_there(publisher, house):
    assert publisher.head(path_of(house.gallery)).status_code == 204


def test_lists_go_on_where_they_stopped(publisher, house, django_assert_num_queries):
    group = house.gallery.resource_group
    for number in range(4):
        galleries.gallery(group, name=f"more_{number}")
    path = f"{path_of(house.gallery.subscription)}{COMPUTE}/galleries?$top=2"
    seen, pages = [], 0
    while path:
        answer = publisher.get(path, version="" if pages else "2021-10-01").json()
        seen += [row["name"] for row in answer["value"]]
        path, pages = answer.get("nextLink", "").removeprefix("http://testserver"), pages + 1

    assert pages == 3
    assert seen == ["platform_images", "more_0", "more_1", "more_2", "more_3"]
    in_group = publisher.get(f"{path_of(group)}{COMPUTE}/galleries").json()["value"]
    assert len(in_group) == 5


def test_lists_hold_what_one_may_see(house):
    subscription = path_of(house.gallery.subscription)
    reader, stranger = Caller(house.reader), Caller(house.stranger)
    galleries.gallery(house.gallery.resource_group)

    seen = reader.get(f"{subscription}{COMPUTE}/galleries")
    hidden = stranger.get(f"{subscription}{COMPUTE}/galleries")
    absent = stranger.get(f"/subscriptions/x{COMPUTE}/galleries")

    assert [row["name"] for row in seen.json()["value"]] == ["platform_images"]
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.json()["error"]["code"] == absent.json()["error"]["code"]


@pytest.mark.parametrize(
    "below",
    ["applications", "applications/x", "applications/x/versions/1.0.0", "scripts/x",
     "inVMAccessControlProfiles/x"],
)  # fmt: skip
def test_what_is_not_served_is_refused_with_one_code_to_those_who_see_the_gallery(house, below):
    path = path_of(house.gallery, below)

    for method in ("get", "put", "delete"):
        refused = Caller(house.reader).call(method, path, {})
        assert (refused.status_code, refused.json()["error"]["code"]) == (
            400,
            "FeatureNotSupported",
        )
        assert Caller(house.stranger).call(method, path, {}).status_code == 404


def test_nothing_is_ever_deleted_softly(house):
    path = path_of(house.gallery, "softDeletedArtifactTypes/Images/artifacts/ubuntu/versions")

    assert Caller(house.reader).get(path).json() == {"value": []}


def test_usages_tell_what_the_limits_count(house, settings):
    settings.SIG_MAX_GALLERIES = 7
    person = factories.person(house.gallery.subscription.tenant)
    factories.grant(roles.READER, person, house.gallery.subscription)
    path = f"{path_of(house.gallery.subscription)}{COMPUTE}/locations/West US 2/usages"

    value = Caller(person).get(path).json()["value"]

    assert value[0] == {
        "unit": "Count",
        "currentValue": 1,
        "limit": 7,
        "name": {"value": "galleries", "localizedValue": "Galleries"},
    }
    assert [row["currentValue"] for row in value] == [1, 1, 0]
    assert Caller(house.stranger).get(path).status_code == 404


def test_the_card_of_a_gallery_keeps_the_case_it_was_made_with(publisher, group):
    publisher.put(f"{group.upper()}{COMPUTE}/GALLERIES/Base_Images", BODY)

    assert Resource.objects.get(name="Base_Images").arm_id.startswith(group)
