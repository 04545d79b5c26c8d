"""Resource groups by the API."""

import pytest

from accounts import roles
from accounts.models import ResourceGroup
from portal.audit.models import Entry, Via
from regions.services.regions import sync_regions
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(house):
    sync_regions()
    return house["platform"].arm_id


@pytest.fixture
def contributor(house):
    person = factories.person(house.contoso)
    factories.grant(roles.CONTRIBUTOR, person, house["platform"])
    return Caller(person)


@pytest.fixture
def guest(house):
    """Sees one image only."""
    person = factories.person(house.fabrikam)
    factories.grant(roles.READER, person, house["ubuntu"])
    return Caller(person)


def test_a_group_is_created_and_answers_by_any_case(platform, contributor):
    body = {"location": "West US 2", "tags": {"team": "base"}}

    made = contributor.put(f"{platform}/resourcegroups/Golden", body)

    assert made.status_code == 201
    assert made.json() == {
        "id": f"{platform}/resourceGroups/Golden",
        "name": "Golden",
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westus2",
        "tags": {"team": "base"},
        "properties": {"provisioningState": "Succeeded"},
    }
    assert contributor.get(f"{platform}/resourceGroups/GOLDEN/").json() == made.json()
    assert Entry.objects.latest("id").via == Via.API


def test_putting_the_same_again_changes_nothing(platform, contributor):
    path, body = f"{platform}/resourceGroups/golden", {"location": "westus2", "tags": {"a": "b"}}
    contributor.put(path, body)
    before = Entry.objects.count()

    again = contributor.put(path, body)

    assert again.status_code == 200
    assert Entry.objects.count() == before


def test_putting_replaces_tags_and_patching_without_them_keeps_them(platform, contributor):
    path = f"{platform}/resourceGroups/images"
    contributor.put(path, {"location": "westus2", "tags": {"a": "b"}})

    kept = contributor.patch(path, {})
    gone = contributor.put(path, {"location": "westus2"})

    assert kept.json()["tags"] == {"a": "b"}
    assert "tags" not in gone.json()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"location": "eastus"}, 409, "InvalidResourceGroupLocation"),
        ({"location": "westus2", "managedBy": "/x"}, 400, "FeatureNotSupported"),
        ({"location": "westus2", "tags": {"a": 7, "b": {}}}, 400, "InvalidParameter"),
    ],
)
def test_what_cannot_be_changed_is_refused(platform, contributor, body, status, code):
    answer = contributor.put(f"{platform}/resourceGroups/images", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("new", {}, "LocationRequired"),
        ("new", {"location": "atlantis"}, "InvalidParameter"),
        ("ends.", {"location": "westus2"}, "InvalidParameter"),
    ],
)
def test_a_new_group_needs_a_good_name_and_location(platform, contributor, name, body, code):
    answer = contributor.put(f"{platform}/resourceGroups/{name}", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_whether_a_group_exists_is_asked_with_head(platform, contributor, guest):
    path = f"{platform}/resourceGroups"

    assert contributor.head(f"{path}/images").status_code == 204
    assert contributor.head(f"{path}/absent").status_code == 404
    assert guest.head(f"{path}/images").status_code == 404


def test_who_may_not_write_is_told_the_same_of_what_is_there_and_what_is_not(platform, guest):
    body = {"location": "westus2"}

    hidden = guest.put(f"{platform}/resourceGroups/images", body)
    absent = guest.put(f"{platform}/resourceGroups/absent", body)

    assert hidden.status_code == absent.status_code == 403
    assert hidden.json() == absent.json()


def test_groups_are_listed_by_tag(platform, contributor, django_assert_num_queries):
    contributor.put(f"{platform}/resourceGroups/a", {"location": "westus2", "tags": {"t": "1"}})
    contributor.put(f"{platform}/resourceGroups/b", {"location": "westus2", "tags": {"t": "2"}})

    def names(asked=""):
        answer = contributor.get(f"{platform}/resourcegroups{asked}")
        return [row["name"] for row in answer.json()["value"]]

    assert names() == ["a", "b", "desktops", "images"]
    assert names("?$filter=tagName eq 't' and tagValue eq '2'") == ["b"]
    assert names("?$filter=tagName eq 't'") == ["a", "b"]
    assert names("?$top=1") == ["a"]
    with django_assert_num_queries(3):  # rights, subscription, groups
        names()


def test_what_cannot_be_filtered_by_is_said(platform, contributor):
    answer = contributor.get(f"{platform}/resourceGroups?$filter=colour eq 'red'")

    assert (answer.status_code, answer.json()["error"]["code"]) == (
        400,
        "InvalidFilterInQueryString",
    )


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        ("exportTemplate", 400, "FeatureNotSupported"),
        ("moveResources", 409, "ResourceMoveNotSupported"),
        ("validateMoveResources", 409, "ResourceMoveNotSupported"),
    ],
)
def test_groups_are_neither_exported_nor_emptied_by_moving(
    platform, contributor, guest, house, action, status, code
):
    body = {"resources": [house["base"].arm_id], "targetResourceGroup": house["desktops"].arm_id}

    answer = contributor.post(f"{platform}/resourceGroups/images/{action}", body)
    hidden = guest.post(f"{platform}/resourceGroups/images/{action}", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert hidden.status_code == 404
    assert ResourceGroup.objects.count() == 2
