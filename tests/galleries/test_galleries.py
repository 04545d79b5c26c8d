import pytest

from accounts.models import Resource, ResourceGroup
from accounts.services.directory import delete_resource_group
from galleries.errors import NameTaken, NotEmpty
from galleries.models import Gallery
from galleries.services.galleries import create_gallery, delete_gallery, update_gallery
from portal.audit.models import Entry
from portal.errors import Conflict, LimitReached, PropertyChangeNotAllowed
from regions.errors import RegionNotAllowed, UnknownRegion
from tests.support import factories
from tests.support.factories import ACTOR
from tests.support.galleries import definition, gallery


def test_a_gallery_has_a_card_with_the_id_of_the_public_service():
    group = factories.resource_group(name="images")

    made = gallery(group, name="base", region="West US 2", tags={"hidden-title": "Base images"})

    card = made.resource
    assert card.arm_id == (
        f"/subscriptions/{group.subscription.guid}/resourceGroups/images"
        "/providers/Microsoft.Compute/galleries/base"
    )
    assert (card.region, card.title) == ("westus2", "Base images")
    assert card.ancestors() == [
        group.subscription.tenant.resource, group.subscription.resource, group.resource,
    ]  # fmt: skip
    assert made.unique_name == f"{group.subscription.guid}-BASE"


def test_creating_is_logged_with_what_was_set():
    made = gallery(name="base", description="Where teams start")

    entry = Entry.objects.get(target_id=made.resource.pk)
    assert entry.action == "Microsoft.Compute/galleries/write"
    assert entry.summary == "created gallery base"
    assert entry.after == {
        "name": "base", "region": "westus2", "description": "Where teams start",
        "sharing": "Private",
    }  # fmt: skip


def test_a_name_is_taken_in_the_whole_subscription_whatever_its_case():
    first = gallery(name="base")
    other_group = factories.resource_group(first.subscription)

    with pytest.raises(NameTaken, match="not unique within the subscription") as refused:
        gallery(other_group, name="BASE", region="eastus")

    assert refused.value.field == "name"
    assert Gallery.objects.count() == 1


def test_another_subscription_may_use_the_name():
    gallery(name="base")
    gallery(name="base")

    assert Gallery.objects.filter(name="base").count() == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"region": "atlantis"}, UnknownRegion),
        ({"region": "australiacentral"}, RegionNotAllowed),
    ],
)
def test_a_location_that_is_not_available_changes_nothing(wrong, error):
    group = factories.resource_group()
    before = Resource.objects.count(), Entry.objects.count()

    with pytest.raises(error) as refused:
        create_gallery(actor=ACTOR, resource_group=group, **{"name": "base", **wrong})

    assert refused.value.field == "region"
    assert (Resource.objects.count(), Entry.objects.count()) == before


def test_the_limit_counts_per_subscription_and_region(settings):
    settings.SIG_MAX_GALLERIES = 2
    group = factories.resource_group()
    gallery(group)
    gallery(group)

    with pytest.raises(LimitReached, match="2 of 2 resources of type 'Gallery' in West US 2"):
        gallery(group)

    gallery(group, region="eastus")
    gallery(region="westus2")


def test_description_and_tags_change_and_the_log_says_from_what():
    made = gallery(description="Old", tags={"team": "core"})

    update_gallery(actor=ACTOR, gallery=made, description="New", tags={"team": "platform"})

    made = Gallery.objects.get(pk=made.pk)
    entry = Entry.objects.filter(target_id=made.resource_id).last()
    assert (made.description, made.resource.tags) == ("New", {"team": "platform"})
    assert entry.before == {"description": "Old", "tags": {"team": "core"}}
    assert entry.after == {"description": "New", "tags": {"team": "platform"}}
    assert made.resource.changed_at > made.resource.created_at


def test_what_stays_as_it_is_is_no_change():
    made = gallery(name="base", description="Same")

    update_gallery(actor=ACTOR, gallery=made, name="base", region="westus2", description="Same")

    assert Entry.objects.filter(target_id=made.resource_id).count() == 1


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"name": "other"}, "'gallery.name' is not allowed. It is 'base' .* become 'other'"),
        ({"region": "eastus"}, "'gallery.location' is not allowed. It is 'westus2' .* 'eastus'"),
    ],
)
def test_name_and_location_never_change(wanted, words):
    made = gallery(name="base", description="Old")

    with pytest.raises(PropertyChangeNotAllowed, match=words):
        update_gallery(actor=ACTOR, gallery=made, description="New", **wanted)

    made = Gallery.objects.get(pk=made.pk)
    assert (made.name, made.description) == ("base", "Old")


def test_a_gallery_with_definitions_says_what_is_inside_and_stays():
    made = gallery(name="base")
    definition(made)
    definition(made)

    with pytest.raises(NotEmpty, match="base still holds 2 image definitions with 0 versions"):
        delete_gallery(actor=ACTOR, gallery=made)

    assert Gallery.objects.exists()


def test_a_deleted_gallery_leaves_only_its_entries():
    made = gallery(name="base")
    card = made.resource_id

    delete_gallery(actor=ACTOR, gallery=made)

    assert not Gallery.objects.exists()
    assert not Resource.objects.filter(pk=card).exists()
    gone = Entry.objects.filter(target_id=card).last()
    assert (gone.action, gone.target_name) == ("Microsoft.Compute/galleries/delete", "base")
    assert gone.before["region"] == "westus2"


def test_a_resource_group_with_a_gallery_says_so_and_stays():
    made = gallery(name="base")

    with pytest.raises(Conflict, match="gallery base"):
        delete_resource_group(actor=ACTOR, resource_group=made.resource_group)

    assert ResourceGroup.objects.exists()
