import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Resource, ResourceGroup, Subscription, Tenant
from galleries.models import Gallery, ImageDefinition, ImageVersion
from portal.audit.models import Entry, Via
from tests.support import factories
from tests.support.galleries import definition, gallery

NAMES = ("--publisher", "Contoso", "--offer", "Base", "--sku", "ubuntu")
IMAGE = ("--gallery", "base", "--definition", "ubuntu", "--version", "1.0.0")


def publish(file, *words) -> str:
    out = StringIO()
    call_command("publish_image", str(file), *words, stdout=out)
    return out.getvalue()


def refused(file, *words) -> str:
    before = [model.objects.count() for model in (Resource, Entry, ImageVersion)]
    with pytest.raises(CommandError) as error:
        publish(file, *words)
    assert [model.objects.count() for model in (Resource, Entry, ImageVersion)] == before
    return str(error.value)


def test_everything_that_is_missing_and_named_is_made(disk):
    out = publish(
        disk, *IMAGE, *NAMES, "--tenant", "Contoso", "--subscription", "Platform",
        "--resource-group", "images", "--source-region", "West US 2",
    )  # fmt: skip

    made = ImageVersion.objects.get()
    assert out.startswith("Published base/ubuntu/1.0.0.")
    assert made.resource.arm_id.endswith(
        "/resourceGroups/images/providers/Microsoft.Compute/galleries/base/images/ubuntu"
        "/versions/1.0.0"
    )
    assert made.definition.gallery.subscription.name == "Platform"
    assert made.definition.gallery.subscription.tenant.name == "Contoso"
    assert (made.definition.os_type, made.definition.generation) == ("Linux", "V2")
    assert made.definition.os_state == "Generalized"
    regions = {card.region for card in Resource.objects.exclude(region="")}
    assert regions == {"westus2"}
    assert set(Entry.objects.values_list("actor_name", "via")) == {("Operator", Via.COMMAND)}


def test_the_only_tenant_subscription_and_group_need_no_name(disk):
    group = factories.resource_group(region="uksouth")

    publish(disk, *IMAGE, *NAMES)

    made = Gallery.objects.get()
    assert made.resource_group == group
    assert made.resource.region == ImageVersion.objects.get().resource.region == "uksouth"


def test_what_is_there_is_found_and_needs_no_more_names(disk, next_disk):
    image = definition(gallery(name="base"), name="ubuntu")
    factories.subscription()

    publish(disk, *IMAGE)
    publish(next_disk, *IMAGE[:-1], "1.1.0", "--target-regions", "eastus=2", "westus2")

    older, newer = ImageVersion.objects.order_by("pk")
    assert older.definition == newer.definition == image
    assert older.disk_set.region_id == "westus2"
    assert newer.disk_set.region_id == "eastus"
    assert {c.region_id: c.replica_count for c in newer.disk_set.claims.all()} == {
        "eastus": 2, "westus2": 1,
    }  # fmt: skip


def test_counts_types_and_data_disks_are_taken(disk, data_disk):
    definition(gallery(name="base"), name="ubuntu")

    publish(
        disk, *IMAGE, "--data-disk", f"3={data_disk}", "--replica-count", "2",
        "--target-regions", "westus2", "West Europe=3=premium_lrs",
    )  # fmt: skip

    made = ImageVersion.objects.get()
    assert {(c.region_id, c.replica_count, c.storage_type) for c in made.disk_set.claims.all()} == {
        ("westus2", 2, "Standard_LRS"), ("westeurope", 3, "Premium_LRS"),
    }  # fmt: skip
    assert [place.lun for place in made.disk_set.disks.all()] == [None, 3]


def test_full_ids_always_work(disk):
    image = definition()

    publish(
        disk, "--gallery", image.gallery.resource.arm_id, "--definition", image.resource.arm_id,
        "--version", "1.0.0",
    )  # fmt: skip

    assert ImageVersion.objects.get().definition == image


def test_json_says_id_and_regions(disk):
    image = definition(gallery(name="base"), name="ubuntu")

    answer = json.loads(publish(disk, *IMAGE, "--json"))

    assert answer["id"] == f"{image.resource.arm_id}/versions/1.0.0"
    assert [row["region"] for row in answer["replication"]] == ["westus2"]


def test_a_gallery_name_of_several_subscriptions_lists_them(disk):
    one, two = gallery(name="base"), gallery(name="base")

    message = refused(disk, *IMAGE)

    assert one.resource.arm_id in message
    assert two.resource.arm_id in message
    publish(disk, *IMAGE, *NAMES, "--subscription", one.subscription.name)
    assert ImageDefinition.objects.get().gallery == one


def test_several_subscriptions_must_be_told_apart(disk):
    factories.resource_group()
    factories.resource_group()

    assert "Which subscription? Say so with --subscription" in refused(disk, *IMAGE, *NAMES)


def test_nothing_named_and_nothing_there_says_what_to_name(disk):
    region = ("--source-region", "westus2")

    assert "no subscription yet" in refused(disk, *IMAGE, *NAMES, *region)
    assert "no tenant yet" in refused(disk, *IMAGE, *NAMES, *region, "--subscription", "Platform")


def test_a_new_definition_says_what_it_needs(disk):
    gallery(name="base")

    message = refused(disk, *IMAGE, "--publisher", "Contoso")

    assert message == ("base has no image ubuntu. To create it, name --offer, --sku too.")


def test_a_definition_that_is_something_else_is_not_changed(disk):
    definition(gallery(name="base"), name="ubuntu")

    message = refused(disk, *IMAGE, "--os-type", "Windows")

    assert "osType' is not allowed. It is 'Linux' and was to become 'Windows'" in message


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--source-region", "atlantis"), "no region 'atlantis'"),
        (("--source-region", "eastus", "--target-regions", "westus2"), "must contain the location"),
        (("--target-regions", "westus2=many"), "not a replica count"),
        (("--target-regions", "westus=1=Standard_ZRS"), "has no zones"),
        (("--data-disk", "nonsense"), "Write LUN=FILE"),
        (("--replica-count", "0"), "between 1 and 100"),
    ],
)
def test_bad_words_are_one_line_and_make_nothing(disk, words, part):
    factories.tenant("Contoso")

    message = refused(
        disk, *IMAGE, *NAMES, "--subscription", "Platform", "--resource-group", "images", *words,
        *(() if "region" in words[0] else ("--source-region", "westus2")),
    )  # fmt: skip

    assert part in message
    assert "\n" not in message
    assert not Subscription.objects.exists()


def test_a_missing_file_makes_nothing(tmp_path):
    factories.resource_group()

    assert "no file" in refused(tmp_path / "gone.raw", *IMAGE, *NAMES)


def test_a_taken_number_is_one_line(disk):
    definition(gallery(name="base"), name="ubuntu")
    publish(disk, *IMAGE)

    assert "1.0.0 already exists. The next free number is 1.0.1." in refused(disk, *IMAGE)


def test_somebody_publishes_with_their_own_rights_only(disk):
    from accounts.roles import CONTRIBUTOR, READER

    group = factories.resource_group()
    reader = factories.person(group.subscription.tenant)
    builder = factories.person(group.subscription.tenant)
    factories.grant(READER, reader, group)
    factories.grant(READER, reader, group.subscription)
    factories.grant(CONTRIBUTOR, builder, group.subscription)

    message = refused(disk, *IMAGE, *NAMES, "--as", reader.sign_in_name)
    publish(disk, *IMAGE, *NAMES, "--as", builder.sign_in_name)

    assert "the right Microsoft.Compute/galleries/write is missing" in message
    assert ImageVersion.objects.get().published_by_name == str(builder)


@pytest.mark.parametrize("at", ["subscription", "group", "gallery"])
def test_what_lies_above_ones_rights_may_be_named(disk, at):
    from accounts.roles import CONTRIBUTOR

    base = gallery(name="base")
    subscription, group = base.subscription, base.resource_group
    builder = factories.person(subscription.tenant)
    scope = {"subscription": subscription, "group": group, "gallery": base}[at]
    factories.grant(CONTRIBUTOR, builder, scope)
    above = (
        "--tenant", subscription.tenant.name, "--subscription", subscription.name,
        "--resource-group", group.name, "--as", builder.sign_in_name,
    )  # fmt: skip

    publish(disk, *IMAGE, *NAMES, *above)
    if at != "gallery":
        publish(disk, *IMAGE, *NAMES, *above, "--gallery", "second", "--sku", "second")

    assert Subscription.objects.get() == subscription
    assert ResourceGroup.objects.get() == group
    assert ImageVersion.objects.count() == (1 if at == "gallery" else 2)


def test_only_the_installation_makes_tenants(disk):
    person = factories.person()

    message = refused(
        disk, *IMAGE, *NAMES, "--as", person.sign_in_name, "--tenant", "New", "--subscription",
        "New", "--resource-group", "new", "--source-region", "westus2",
    )  # fmt: skip

    assert "administrator" in message
    assert not Tenant.objects.filter(name="New").exists()
    assert not ResourceGroup.objects.exists()


def test_a_gallery_in_another_resource_group_is_not_taken_for_the_named_one(disk):
    base = gallery(name="base")

    other = ("--resource-group", "other", "--source-region", "westus2")
    message = refused(disk, *IMAGE, *NAMES, *other)

    assert f"not unique within the subscription {base.subscription}" in message
