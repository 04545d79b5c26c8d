import pytest
from django.contrib.auth.models import Group as AuthGroup

from accounts import deleters, places
from accounts.models import Group, GroupGrant, Resource, ResourceGroup, Subscription, Tenant, User
from accounts.roles import OWNER, READER, USER_ACCESS_ADMINISTRATOR
from accounts.services import directory
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, InvalidInput
from tests.accounts import catalogue
from tests.support import factories
from tests.support.factories import ACTOR, actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def known_regions():
    before = places._names_of[:]
    places.register(lambda: {"westus2": "West US 2"})
    yield
    places._names_of[:] = before


def test_a_tenant_has_a_card_with_its_guid_and_a_domain(contoso):
    assert contoso.domain == "contoso.example"
    assert contoso.resource.arm_id == f"/tenants/{contoso.guid}"
    assert contoso.resource.tenant_id == contoso.resource.pk
    assert Entry.objects.latest("id").summary == "created tenant Contoso"


@pytest.mark.parametrize(
    "given", [{"name": "contoso"}, {"name": "Other", "domain": "CONTOSO.example"}]
)
def test_names_and_domains_of_tenants_are_taken_once(contoso, given):
    with pytest.raises(Conflict, match="Nothing was created"):
        directory.create_tenant(actor=ACTOR, **given)

    assert Resource.objects.count() == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\nb", "a\0b", "a\u202eb"])
def test_a_name_that_is_none_is_refused_next_to_its_field(name):
    with pytest.raises(InvalidInput) as refusal:
        directory.create_tenant(actor=ACTOR, name=name)

    assert refusal.value.field == "name"
    assert not Resource.objects.exists()


def test_a_renamed_tenant_is_renamed_on_its_card(contoso):
    directory.rename_tenant(actor=ACTOR, tenant=contoso, name=" Contoso Group ")

    assert Resource.objects.get().name == "Contoso Group"
    entry = Entry.objects.latest("id")
    assert (entry.before, entry.after) == ({"name": "Contoso"}, {"name": "Contoso Group"})


def test_a_subscription_stands_below_its_tenant(contoso):
    platform = factories.subscription(contoso, "Platform")

    card = platform.resource
    assert card.arm_id == f"/subscriptions/{platform.guid}"
    assert card.tenant == card.parent == contoso.resource
    assert card.subscription == card


def test_two_tenants_may_name_a_subscription_alike(contoso):
    factories.subscription(contoso, "Platform")
    factories.subscription(factories.tenant(), "Platform")

    with pytest.raises(Conflict, match="Contoso already has a subscription named platform"):
        factories.subscription(contoso, "platform")


def create_group(subscription, name, region="West US 2"):
    return directory.create_resource_group(
        actor=ACTOR, subscription=subscription, name=name, region=region
    )


def test_a_resource_group_has_a_location_and_the_public_id(contoso, known_regions):
    platform = factories.subscription(contoso)

    group = create_group(platform, "rg-images.prod_(1)")

    assert group.resource.region == "westus2"
    assert group.resource.arm_id.endswith("/resourceGroups/rg-images.prod_(1)")
    assert group.resource.subscription == platform.resource


@pytest.mark.parametrize("name", ["", "ends.", "a/b", "x" * 91, "white space"])
def test_names_that_no_resource_group_may_have(contoso, known_regions, name):
    with pytest.raises(InvalidInput) as refusal:
        create_group(factories.subscription(contoso), name)

    assert refusal.value.field == "name"


def test_a_resource_group_lies_in_a_region_that_exists(contoso, known_regions):
    with pytest.raises(InvalidInput) as refusal:
        create_group(factories.subscription(contoso), "images", region="Atlantis")

    assert refusal.value.field == "region"
    assert not ResourceGroup.objects.exists()


def test_resource_groups_are_named_once_per_subscription(contoso, known_regions):
    platform = factories.subscription(contoso)
    create_group(platform, "images")

    with pytest.raises(Conflict, match="already has a resource group named Images"):
        create_group(platform, "Images")


def test_what_contains_something_is_not_deleted_and_says_what(contoso):
    platform = factories.subscription(contoso, "Platform")
    images = factories.resource_group(platform, "images")
    catalogue.gallery(images, "base")

    with pytest.raises(Conflict, match="resource group images"):
        directory.delete_subscription(actor=ACTOR, subscription=platform)
    with pytest.raises(Conflict, match="gallery base"):
        directory.delete_resource_group(actor=ACTOR, resource_group=images)
    with pytest.raises(Conflict, match="subscription Platform"):
        directory.delete_tenant(actor=ACTOR, tenant=contoso)


def test_what_holds_a_great_deal_names_a_few(contoso):
    platform = factories.subscription(contoso)
    for number in range(deleters.FEW + 3):
        factories.resource_group(platform, f"group-{number}")

    with pytest.raises(Conflict, match="group-4, and more"):
        directory.delete_subscription(actor=ACTOR, subscription=platform)


def test_a_higher_app_can_tell_what_it_keeps(contoso):
    platform = factories.subscription(contoso)

    def two_uploads(card):
        return ["2 unfinished uploads"] if card == platform.resource else []

    deleters.register(two_uploads)
    try:
        with pytest.raises(Conflict, match="2 unfinished uploads"):
            directory.delete_subscription(actor=ACTOR, subscription=platform)
    finally:
        deleters._contents_of.remove(two_uploads)


def test_empty_ones_go_with_their_cards_and_leave_their_story(contoso):
    platform = factories.subscription(contoso)
    images = factories.resource_group(platform)
    priya = factories.person(contoso)
    factories.group(members=(priya,))
    factories.grant(READER, priya, images)

    directory.delete_resource_group(actor=ACTOR, resource_group=images)
    directory.delete_subscription(actor=ACTOR, subscription=platform)
    directory.delete_tenant(actor=ACTOR, tenant=contoso)

    for model in (Tenant, Subscription, ResourceGroup, Resource, User, Group, AuthGroup):
        assert not model.objects.exists(), model
    assert Entry.objects.latest("id").target_name == "Contoso"


def test_a_tenant_with_an_owner_can_be_deleted(contoso):
    factories.grant(OWNER, factories.person(contoso), contoso)

    directory.delete_tenant(actor=ACTOR, tenant=contoso)

    assert not Tenant.objects.exists()


def test_a_tenant_owned_by_people_of_another_keeps_them_there(contoso):
    fabrikam = factories.tenant("Fabrikam")
    factories.grant(OWNER, factories.person(contoso), fabrikam)

    with pytest.raises(Conflict, match="Fabrikam would be left without"):
        directory.delete_tenant(actor=ACTOR, tenant=contoso)


def test_a_person_signs_in_under_a_name_of_their_own(contoso):
    factories.person(contoso, sign_in_name="Priya@Contoso.example")

    with pytest.raises(Conflict, match="priya@contoso.example is taken") as refusal:
        factories.person(sign_in_name="priya@contoso.example")

    assert refusal.value.field == "sign_in_name"


@pytest.mark.parametrize("name", ["", "priya", "priya@", "a b@c.example", "x" * 250 + "@c.example"])
def test_a_sign_in_name_looks_like_an_address(contoso, name):
    with pytest.raises(InvalidInput) as refusal:
        factories.person(contoso, sign_in_name=name)

    assert refusal.value.field == "sign_in_name"


def test_apps_are_named_once_per_tenant_and_people_need_not_be(contoso):
    factories.app(contoso, "builder")
    factories.app(factories.tenant(), "builder")
    for number in range(2):
        factories.person(contoso, "Wei Chen", sign_in_name=f"wei{number}@contoso.example")

    with pytest.raises(Conflict, match="already has an app named Builder"):
        factories.app(contoso, "Builder")


def test_only_an_administrator_makes_another(contoso):
    owner = factories.person(contoso)
    factories.grant(OWNER, owner, contoso)
    given = {"tenant": contoso, "display_name": "Eve", "sign_in_name": "eve@contoso.example"}

    with pytest.raises(Forbidden):
        directory.create_person(actor=actor_of(owner), is_administrator=True, **given)

    assert not User.objects.filter(display_name="Eve").exists()


def test_the_last_active_administrator_stays(contoso):
    first = factories.person(contoso, is_administrator=True)

    with pytest.raises(Conflict, match="only active administrator"):
        directory.set_active(actor=actor_of(first), user=first, is_active=False)

    factories.person(contoso, is_administrator=True)
    assert not directory.set_active(actor=actor_of(first), user=first, is_active=False).is_active


def test_a_group_holds_principals_of_its_tenant_once(contoso):
    priya = factories.person(contoso, "Priya Raman")
    group = factories.group(contoso, "Engineers", members=(priya, factories.app(contoso)))

    with pytest.raises(Conflict, match="already a member"):
        directory.add_member(actor=ACTOR, group=group, user=priya)
    with pytest.raises(InvalidInput, match="its own tenant"):
        directory.add_member(actor=ACTOR, group=group, user=factories.person())

    assert group.auth_group.user_set.count() == 2


def test_groups_are_named_once_per_tenant(contoso):
    factories.group(contoso, "Engineers")
    factories.group(factories.tenant(), "Engineers")

    with pytest.raises(Conflict):
        factories.group(contoso, "engineers")


def test_a_deleted_group_takes_what_it_was_given(contoso):
    priya = factories.person(contoso)
    group = factories.group(members=(priya,))
    factories.grant(READER, group, contoso)

    directory.delete_group(actor=ACTOR, group=group)

    assert not GroupGrant.objects.exists()
    assert User.objects.filter(pk=priya.pk).exists()
    assert not AuthGroup.objects.exists()


def test_nobody_joins_a_group_to_gain_what_they_may_not_give(contoso):
    tomas = factories.person(contoso)
    factories.grant(USER_ACCESS_ADMINISTRATOR, tomas, contoso)
    owners, readers = factories.group(contoso), factories.group(contoso)
    factories.grant(OWNER, factories.person(contoso), contoso)
    factories.grant(OWNER, owners, factories.subscription(contoso))
    factories.grant(READER, readers, contoso)

    with pytest.raises(Forbidden, match="more rights than you may give"):
        directory.add_member(actor=actor_of(tomas), group=owners, user=tomas)

    directory.add_member(actor=actor_of(tomas), group=readers, user=tomas)


def test_what_another_tenant_gave_a_group_weighs_like_the_same_at_home(contoso):
    tomas, owner = factories.person(contoso), factories.person(contoso)
    factories.grant(USER_ACCESS_ADMINISTRATOR, tomas, contoso)
    factories.grant(OWNER, owner, contoso)
    guests = factories.group(contoso)
    factories.grant(OWNER, guests, factories.subscription())

    with pytest.raises(Forbidden):
        directory.add_member(actor=actor_of(tomas), group=guests, user=tomas)

    directory.add_member(actor=actor_of(owner), group=guests, user=tomas)


def test_every_change_leaves_one_entry_on_the_tenant(contoso):
    priya = factories.person(contoso)
    group = factories.group(contoso)
    changes = [
        lambda: directory.update_person(actor=ACTOR, user=priya, display_name="P. Raman"),
        lambda: directory.set_active(actor=ACTOR, user=priya, is_active=False),
        lambda: directory.update_group(actor=ACTOR, group=group, name="Crew", description="Us"),
        lambda: directory.add_member(actor=ACTOR, group=group, user=priya),
        lambda: directory.remove_member(actor=ACTOR, group=group, user=priya),
        lambda: directory.delete_group(actor=ACTOR, group=group),
    ]

    for change in changes:
        before = Entry.objects.count()
        change()
        assert Entry.objects.count() == before + 1
        assert Entry.objects.latest("id").target_id == contoso.resource.pk
