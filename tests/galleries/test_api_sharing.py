"""Sharing over the API: with whom, by whom, and what stands in the way."""

from uuid import uuid4

import pytest

from accounts import roles
from galleries.models import Gallery
from portal.audit.models import Entry
from tests.galleries.arm import Caller, image_body, path_of
from tests.galleries.sharing import prepare, share
from tests.support import factories, galleries


def groups_of(caller, house, option="$select=Permissions"):
    body = caller.get(f"{path_of(house.gallery)}?{option}", version="2026-03-03").json()
    return body["properties"]["sharingProfile"].get("groups")


def test_sharing_adds_and_removes_and_ends(owner, house):
    one, two, tenant = uuid4(), uuid4(), uuid4()
    prepare(owner, house, "groups")

    added = share(owner, house, "Add", ("aadtenants", tenant), ("Subscriptions", one))
    share(owner, house, "Add", ("Subscriptions", two))

    assert added.status_code == 200
    assert added.json() == {
        "operationType": "Add",
        "groups": [
            {"type": "AADTenants", "ids": [str(tenant)]},
            {"type": "Subscriptions", "ids": [str(one)]},
        ],
    }
    everything = [
        {"type": "Subscriptions", "ids": [str(one), str(two)]},
        {"type": "AADTenants", "ids": [str(tenant)]},
    ]
    assert groups_of(owner, house) == everything
    assert groups_of(owner, house, "$expand=SharingProfile/Groups") == everything
    assert groups_of(owner, house, "x=y") is None
    share(owner, house, "Remove", ("AADTenants", tenant), ("Subscriptions", uuid4()))
    assert groups_of(owner, house) == everything[:1]
    assert share(owner, house, "Reset").json() == {"operationType": "Reset"}
    body = owner.get(f"{path_of(house.gallery)}?$select=Permissions").json()
    assert body["properties"]["sharingProfile"] == {"permissions": "Private"}


def test_a_guest_learns_of_no_other_recipient(owner, house):
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", uuid4()))
    guest = factories.person()
    factories.grant(roles.READER, guest, house.gallery)
    above = house.gallery.subscription.resource.arm_id
    log = f"{above}/providers/Microsoft.Insights/eventtypes/management/values"

    def shares(person):
        events = Caller(person).get(log).json()["value"]
        return [e for e in events if e["operationName"]["value"].endswith("share/action")]

    assert groups_of(Caller(guest), house) is None
    assert not shares(guest)
    assert groups_of(Caller(house.reader), house)
    assert shares(house.reader)


def test_the_same_share_again_is_not_logged(owner, house):
    one = uuid4()
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", one))
    before = Entry.objects.count()

    assert share(owner, house, "Add", ("Subscriptions", one)).status_code == 200
    assert Entry.objects.count() == before


def test_a_private_gallery_is_not_shared_and_a_shared_one_stays_what_it_is(owner, house):
    assert share(owner, house, "Add", ("Subscriptions", uuid4())).status_code == 409
    assert share(owner, house, "EnableCommunity").status_code == 409
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", uuid4()))

    changed = prepare(owner, house, "Private")
    deleted = owner.delete(path_of(house.gallery))

    assert (changed.status_code, deleted.status_code) == (409, 409)
    assert "Reset" in deleted.json()["error"]["message"]
    share(owner, house, "Reset")
    assert prepare(owner, house, "Groups").json()["properties"]["sharingProfile"] == {
        "permissions": "Groups"
    }


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ({}, "operationType"),
        ({"operationType": "Sell"}, "operationType"),
        ({"operationType": "Add"}, "groups"),
        ({"operationType": "Add", "groups": [{"ids": ["x"]}]}, "groups[0].type"),
        ({"operationType": "Add", "groups": [{"type": "Friends"}]}, "groups[0].type"),
        ({"operationType": "Add", "groups": [{"type": "Subscriptions", "ids": ["x"]}]},
         "groups[0].ids"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_update_is_told(owner, house, body, target):
    prepare(owner, house, "Groups")

    answer = owner.post(path_of(house.gallery, "share"), body)

    assert (answer.status_code, answer.json()["error"]["target"]) == (400, target)


@pytest.mark.parametrize(("type_", "most"), [("Subscriptions", 30), ("AADTenants", 5)])
def test_there_is_a_most_of_each(owner, house, type_, most):
    prepare(owner, house, "Groups")
    for _ in range(most):
        assert share(owner, house, "Add", (type_, uuid4())).status_code == 200

    assert share(owner, house, "Add", (type_, uuid4())).status_code == 400


def test_only_those_who_may_share_do_and_they_need_not_read(house):
    admin = factories.person()
    factories.grant(roles.GALLERY_SHARING_ADMIN, admin, house.gallery)
    Gallery.objects.update(sharing="Groups")

    allowed = share(Caller(admin), house, "Add", ("Subscriptions", uuid4()))
    contributor = share(Caller(house.publisher), house, "Reset")
    stranger = share(Caller(house.stranger), house, "Reset")

    assert allowed.status_code == 200
    assert (contributor.status_code, stranger.status_code) == (403, 404)


def test_everything_shared_lies_in_one_region(owner, house):
    galleries.definition(house.gallery, region="eastus")
    prepare(owner, house, "Groups")

    refused = share(owner, house, "Add", ("Subscriptions", uuid4()))
    elsewhere = image_body() | {"location": "uksouth"}
    made = owner.put(path_of(house.gallery, "images/other"), elsewhere)

    assert (refused.status_code, made.status_code) == (409, 400)
