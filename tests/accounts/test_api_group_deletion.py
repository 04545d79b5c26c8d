"""Deleting a resource group with all that is in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import deleters, roles
from accounts.models import GroupDeletion, Resource, ResourceGroup, ServicePrincipal
from accounts.services import group_deletion
from accounts.services.group_deletion import delete_groups
from galleries.models import DirectShare, Gallery, ImageVersion
from portal.audit.models import Entry, Outcome, Via
from regions.services.regions import sync_regions
from tests.support import factories
from tests.support.api import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(house):
    person = factories.person(house.contoso, "Olga")
    factories.grant(roles.OWNER, person, house["platform"])
    return Caller(person)


def follow(caller, answer):
    """The state of the operation."""
    return caller.get(answer["Azure-AsyncOperation"].removeprefix("http://testserver"), "").json()


def test_all_goes_from_the_inside_out_and_then_the_group(house, owner):
    answer = owner.delete(house["images"].arm_id)
    running = follow(owner, answer)
    shown = owner.get(house["images"].arm_id).json()

    delete_groups()

    assert answer.status_code == 202
    assert (running["status"], shown["properties"]["provisioningState"]) == (
        "InProgress",
        "Deleting",
    )
    assert follow(owner, answer)["status"] == "Succeeded"
    assert owner.head(house["images"].arm_id).status_code == 404
    left = Resource.objects.filter(subscription=house["platform"], type__contains="galleries")
    assert house.names(left) == {"desk", "kiosk", "kiosk/1.0.0"}


def test_the_log_tells_of_each_with_who_asked(house, owner):
    owner.delete(house["images"].arm_id)
    before = Entry.objects.latest("id").pk

    delete_groups()

    entries = list(Entry.objects.filter(pk__gt=before).order_by("id"))
    assert [entry.target_name for entry in entries[-2:]] == ["base", "images"]
    assert {(entry.actor_name, entry.via) for entry in entries} == {("Olga", Via.API)}
    assert len({entry.request_id for entry in entries}) == 1
    assert len(entries) == 6


def test_an_empty_group_goes_at_once(house, owner):
    path = f"{house['platform'].arm_id}/resourceGroups/empty"
    factories.resource_group(house["platform"].as_subscription, "empty")

    answer = owner.delete(path)

    assert (answer.status_code, "Azure-AsyncOperation" in answer) == (200, False)
    assert owner.head(path).status_code == 404
    assert owner.delete(path).status_code == 204


def test_what_can_never_go_is_told_before_anything_is_deleted(house, owner):
    gallery = Gallery.objects.get(name="base")
    DirectShare.objects.create(gallery=gallery, kind="Subscriptions", guid=house.fabrikam.guid)
    version = ImageVersion.objects.get(definition__name="debian")
    version.is_kept_until_end_of_life = True
    version.end_of_life = timezone.now() + timedelta(days=9)
    version.save()

    answer = owner.delete(house["images"].arm_id)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "ResourceGroupDeletionBlocked")
    assert gallery.resource.arm_id in error["message"]
    assert version.resource.arm_id in error["message"]
    assert error["message"].endswith("Nothing was deleted.")
    assert not GroupDeletion.objects.exists()


def test_what_turns_out_to_stay_is_named_and_the_rest_is_gone(house, owner):
    answer = owner.delete(house["images"].arm_id)
    version = ImageVersion.objects.get(definition__name="debian")
    version.is_kept_until_end_of_life = True
    version.end_of_life = timezone.now() + timedelta(days=9)
    version.save()

    delete_groups()

    state = follow(owner, answer)
    assert (state["status"], state["error"]["code"]) == ("Failed", "ResourceGroupDeletionBlocked")
    assert version.resource.arm_id in state["error"]["message"]
    assert "2 resources were deleted before." in state["error"]["message"]
    left = Resource.objects.filter(resource_group=house["images"])
    assert house.names(left) == {"images", "base", "debian", "debian/1.0.0"}
    assert owner.get(house["images"].arm_id).json()["properties"]["provisioningState"] == (
        "Succeeded"
    )
    assert Entry.objects.filter(outcome=Outcome.FAILED, target_name="images").exists()


def test_rights_that_were_taken_away_meanwhile_stop_it(house, owner):
    answer = owner.delete(house["images"].arm_id)
    house["platform"].user_grants.all().delete()

    delete_groups()

    assert "is missing" in follow(owner, answer)["error"]["message"]
    assert ImageVersion.objects.count() == 3


def test_an_app_whose_consent_has_ended_meanwhile_stops_it(house):
    app = factories.connected_app(house.contoso)
    factories.grant(roles.OWNER, app, house["platform"])
    Caller(app).delete(house["images"].arm_id)
    ServicePrincipal.objects.filter(user=app).update(expires_at=timezone.now())

    delete_groups()

    assert "is missing" in GroupDeletion.objects.get().error
    assert ImageVersion.objects.count() == 3


def test_a_group_that_somebody_else_deleted_is_gone(house, owner):
    answer = owner.delete(house["images"].arm_id)
    GroupDeletion.objects.update(resource_group=None)

    delete_groups()

    assert follow(owner, answer)["status"] == "Succeeded"


def test_asking_twice_is_one_deletion(house, owner):
    owner.delete(house["images"].arm_id)
    second = owner.delete(house["images"].arm_id)

    delete_groups()

    assert GroupDeletion.objects.count() == 1
    assert follow(owner, second)["status"] == "Succeeded"


def test_one_worker_goes_on_where_another_stopped(house, owner, settings):
    settings.SIG_SLICE_SECONDS = -1
    answer = owner.delete(house["images"].arm_id)
    delete_groups()
    assert follow(owner, answer)["status"] == "InProgress"

    settings.SIG_SLICE_SECONDS = 30
    delete_groups()

    assert follow(owner, answer)["status"] == "Succeeded"


def test_two_workers_do_not_do_it_at_once(house, owner, monkeypatch):
    owner.delete(house["images"].arm_id)
    seen = []
    version = next(deleter for deleter in deleters.in_order())

    def meanwhile(actor, card):
        seen.append(ResourceGroup.objects.filter(deletions__isnull=False).count())
        group_deletion.delete_groups()
        version.delete(actor, card)

    monkeypatch.setitem(deleters._deleters, version.type, deleters.Deleter(version.type, meanwhile))
    delete_groups()

    assert seen == [1, 1]
    assert Entry.objects.filter(action__endswith="versions/delete").count() == 2


def test_one_that_fails_is_not_in_the_way_of_others(house, owner, monkeypatch):
    def broken(actor, card):
        if card.resource_group_id == house["images"].pk:
            raise RuntimeError("a mistake of ours")
        version.delete(actor, card)

    version = next(deleter for deleter in deleters.in_order())
    monkeypatch.setitem(deleters._deleters, version.type, deleters.Deleter(version.type, broken))
    failing = owner.delete(house["images"].arm_id)
    other = owner.delete(house["desktops"].arm_id)

    delete_groups()

    assert follow(owner, failing)["status"] == "InProgress"
    assert follow(owner, other)["status"] == "Succeeded"


def test_one_that_never_succeeds_is_given_up_and_the_group_is_usable(house, owner, monkeypatch):
    def broken(actor, card):
        raise RuntimeError("a mistake of ours")

    version = next(deleter for deleter in deleters.in_order())
    monkeypatch.setitem(deleters._deleters, version.type, deleters.Deleter(version.type, broken))
    failing = owner.delete(house["images"].arm_id)
    monkeypatch.setattr(group_deletion, "PATIENCE", timedelta(0))

    delete_groups()

    state = follow(owner, failing)
    assert (state["status"], state["error"]["message"]) == ("Failed", group_deletion.FAULT)
    assert not ResourceGroup.objects.filter(deleting_since__isnull=False).exists()


def test_nothing_new_is_put_into_a_group_that_goes(house, owner):
    sync_regions()
    owner.delete(house["images"].arm_id)

    gallery = owner.put(
        f"{house['images'].arm_id}/providers/Microsoft.Compute/galleries/late",
        {"location": "westus2"},
    )
    tags = owner.put(house["images"].arm_id, {"location": "westus2", "tags": {"a": "b"}})

    for answer in (gallery, tags):
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "ResourceGroupBeingDeleted"


def test_who_may_not_delete_it_is_refused(house):
    reader, stranger = factories.person(house.contoso), factories.person(house.fabrikam)
    factories.grant(roles.READER, reader, house["images"])

    refused = Caller(reader).delete(house["images"].arm_id)
    hidden = Caller(stranger).delete(house["images"].arm_id)

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "AuthorizationFailed")
    assert hidden.status_code == 404
    assert not GroupDeletion.objects.exists()


def test_guests_learn_nothing_by_deleting(house):
    guest = Caller(factories.person(house.fabrikam))
    factories.grant(roles.READER, guest.user, house["ubuntu"])
    platform = house["platform"].arm_id

    hidden = guest.delete(house["images"].arm_id)
    absent = guest.delete(f"{platform}/resourceGroups/absent")

    assert hidden.status_code == absent.status_code == 204
    assert ResourceGroup.objects.filter(name="images").exists()
