from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Resource
from galleries import changes
from galleries.errors import NameTaken
from galleries.models import ImageDefinition
from galleries.services.definitions import delete_definition, update_definition
from portal.audit.models import Entry
from portal.errors import InvalidInput, LimitReached, PropertyChangeNotAllowed
from portal.plates import PALETTES, palette_of
from tests.support.factories import ACTOR
from tests.support.galleries import definition, gallery

NEXT_YEAR = timezone.now() + timedelta(days=365)
YESTERDAY = timezone.now() - timedelta(days=1)


def test_a_definition_has_the_defaults_and_lies_where_its_gallery_lies():
    base = gallery(name="base", region="uksouth")

    made = definition(base, name="ubuntu")

    assert made.resource.arm_id == f"{base.resource.arm_id}/images/ubuntu"
    assert made.resource.region == "uksouth"
    assert (made.generation, made.architecture) == ("V2", "x64")
    assert made.resource.ancestors()[-1] == base.resource


def test_it_may_lie_elsewhere():
    made = definition(gallery(region="uksouth"), region="West Europe")

    assert made.resource.region == "westeurope"


def test_creating_is_logged_with_what_was_set():
    made = definition(gallery(name="base"), name="ubuntu", end_of_life=NEXT_YEAR)

    entry = Entry.objects.get(target_id=made.resource_id)
    assert (entry.action, entry.summary) == (
        "Microsoft.Compute/galleries/images/write",
        "created image ubuntu in base",
    )
    assert entry.after["os_type"] == "Linux"
    assert entry.after["end_of_life"] == NEXT_YEAR.isoformat()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": "-x"}, "name", "Image definition name is invalid"),
        ({"publisher": ""}, "publisher", "cannot be empty"),
        ({"sku": "a."}, "sku", r"not allowed to end with period"),
        ({"os_type": "BSD"}, "os_type", "Choose Linux or Windows"),
        ({"os_state": "generalized"}, "os_state", "Choose Generalized or Specialized"),
        ({"generation": "V3"}, "generation", "Choose V1 or V2"),
        ({"architecture": "mips"}, "architecture", "Choose x64 or Arm64"),
        ({"vcpus_min": 8, "vcpus_max": 4}, "vcpus_min", "minimum value of vCPUs .* 8 is above 4"),
        ({"memory_min": 8, "memory_max": 4}, "memory_min", "minimum value of memory"),
        ({"vcpus_min": -1}, "vcpus_min", "greater than or equal to 0"),
        ({"privacy_uri": "not a link"}, "privacy_uri", "valid URL"),
        ({"release_note_uri": "javascript:alert(1)"}, "release_note_uri", "valid URL"),
        ({"end_of_life": YESTERDAY}, "end_of_life", "must be set to a future date"),
        ({"disallowed_disk_types": ["Floppy"]}, "disallowed_disk_types", "no type of disk"),
        ({"tags": {"a/b": "c"}}, "tags", "tag name 'a/b' is invalid"),
        ({"tags": {"a": "c" * 257}}, "tags", "at most 256"),
        ({"tags": {str(n): "" for n in range(51)}}, "tags", "at most 50"),
    ],
)
def test_a_wrong_property_is_named_and_changes_nothing(wrong, field, words):
    base = gallery()
    before = Resource.objects.count(), Entry.objects.count()

    with pytest.raises(InvalidInput, match=words) as refused:
        definition(base, **wrong)

    assert refused.value.field == field
    assert (Resource.objects.count(), Entry.objects.count()) == before


def test_a_name_is_taken_once_in_a_gallery():
    base = gallery(name="base")
    definition(base, name="ubuntu")

    with pytest.raises(NameTaken, match="base has an image UBUNTU already") as refused:
        definition(base, name="UBUNTU", sku="another")

    assert refused.value.field == "name"
    definition(gallery(), name="ubuntu")


def test_publisher_offer_and_sku_together_are_taken_once_in_a_gallery():
    base = gallery()
    definition(base, name="first", sku="22.04")

    with pytest.raises(NameTaken, match=r"Gallery image: first identified by .* sku:22.04\)"):
        definition(base, name="second", publisher="CONTOSO", sku="22.04")

    definition(base, name="second", publisher="Fabrikam", sku="22.04")


def test_the_limit_counts_per_subscription_and_region(settings):
    settings.SIG_MAX_DEFINITIONS = 1
    base = gallery()
    definition(base)

    with pytest.raises(LimitReached, match="1 of 1 resources of type 'Image definition'"):
        definition(base)

    definition(base, region="eastus")


FIXED = {
    "name": "other",
    "region": "eastus",
    "os_type": "Windows",
    "os_state": "Specialized",
    "generation": "V1",
    "architecture": "Arm64",
    "publisher": "Fabrikam",
    "offer": "Other",
    "sku": "other",
    "plan_name": "plan",
    "plan_publisher": "plan",
    "plan_product": "plan",
    "features": [{"name": "SecurityType", "value": "TrustedLaunch"}],
}
FREE = {
    "description": "New",
    "vcpus_min": 2,
    "vcpus_max": 64,
    "memory_min": 4,
    "memory_max": 256,
    "disallowed_disk_types": ["Standard_LRS"],
    "eula": "https://contoso.example/eula",
    "privacy_uri": "https://contoso.example/privacy",
    "release_note_uri": "https://contoso.example/notes",
    "end_of_life": datetime(2100, 1, 1, tzinfo=UTC),
    "tags": {"team": "platform"},
}


def test_every_property_is_in_the_rule_of_change():
    assert set(FIXED) == set(changes.DEFINITION.never)
    assert set(FREE) == set(changes.DEFINITION.always)


@pytest.mark.parametrize("name", FIXED)
def test_what_is_fixed_is_refused_with_its_name_and_both_values(name):
    made = definition(name="ubuntu")
    before = Entry.objects.count()

    with pytest.raises(PropertyChangeNotAllowed) as refused:
        update_definition(actor=ACTOR, definition=made, description="New", **{name: FIXED[name]})

    assert refused.value.field == name
    assert refused.value.data["after"] == FIXED[name]
    assert changes.DEFINITION.never[name] in refused.value.message
    assert f"'{FIXED[name]}'" in refused.value.message
    assert ImageDefinition.objects.get().description == ""
    assert Entry.objects.count() == before


@pytest.mark.parametrize("name", FREE)
def test_what_is_free_changes_and_is_logged(name):
    made = definition()

    update_definition(actor=ACTOR, definition=made, **{name: FREE[name]})

    made = ImageDefinition.objects.get()
    entry = Entry.objects.filter(target_id=made.resource_id).last()
    assert changes_to(made, name) == FREE[name]
    assert set(entry.before) == set(entry.after) == {name}


def changes_to(made: ImageDefinition, name: str):
    return made.resource.tags if name == "tags" else getattr(made, name)


def test_a_change_is_validated_against_what_stays():
    made = definition(vcpus_max=4)

    with pytest.raises(InvalidInput, match="8 is above 4"):
        update_definition(actor=ACTOR, definition=made, vcpus_min=8)

    assert ImageDefinition.objects.get().vcpus_min is None


def test_an_end_of_life_that_came_does_not_stop_other_changes():
    made = definition(end_of_life=NEXT_YEAR)
    ImageDefinition.objects.update(end_of_life=YESTERDAY)
    made.refresh_from_db()

    update_definition(actor=ACTOR, definition=made, description="Old but good")

    assert ImageDefinition.objects.get().description == "Old but good"


def test_a_product_line_keeps_its_palette():
    first = definition(publisher="Contoso", offer="Base")
    second = definition(publisher="CONTOSO", offer="base")

    assert first.palette == second.palette == palette_of("Contoso", "Base")


def test_two_product_lines_do_not_share_a_palette_while_one_is_free():
    lines = [definition(offer=f"offer{number}") for number in range(len(PALETTES))]

    assert sorted(line.palette for line in lines) == list(range(len(PALETTES)))

    one_more = definition(offer="one-more")
    assert one_more.palette == palette_of("Contoso", "one-more")


def test_a_deleted_definition_leaves_only_its_entries():
    made = definition(name="ubuntu")
    card = made.resource_id

    delete_definition(actor=ACTOR, definition=made)

    assert not Resource.objects.filter(pk=card).exists()
    gone = Entry.objects.filter(target_id=card).last()
    assert (gone.action, gone.summary) == (
        "Microsoft.Compute/galleries/images/delete",
        "deleted image ubuntu",
    )
    assert gone.before["publisher"] == "Contoso"
