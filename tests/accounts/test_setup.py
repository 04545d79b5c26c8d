from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Access, ResourceGroup, SetupLink, Subscription, Tenant, User
from accounts.roles import OWNER, USER_ACCESS_ADMINISTRATOR
from accounts.services import directory, setup, sign_in
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, InvalidInput, NotFound
from tests.accounts.browsers import is_signed_in, signed_in
from tests.support import factories

pytestmark = pytest.mark.django_db
GOOD = "a password that holds"
WRITE_GALLERY = "Microsoft.Compute/galleries/write"


def token_of(path):
    return path.rstrip("/").rpartition("/")[2]


def first_token():
    return token_of(setup.make_first_link())


def set_up(token, **changed):
    given = {
        "organisation": "Contoso",
        "display_name": "Maya Okafor",
        "sign_in_name": "maya@contoso.example",
        "password": GOOD,
        "region": "West US 2",
    }
    return setup.set_up(token=token, **{**given, **changed})


def test_the_first_link_makes_tenant_owner_and_administrator():
    assert setup.needs_setup()

    maya = set_up(first_token())

    assert not setup.needs_setup()
    assert maya.is_installation_administrator
    assert maya.tenant.name == "Contoso"
    assert Access.of(maya).roles_on(maya.tenant.resource) == {OWNER}
    assert sign_in.check_password(sign_in_name="maya@contoso.example", password=GOOD) == maya


def test_the_first_owner_has_a_resource_group_to_create_galleries_in():
    maya = set_up(first_token())

    group = ResourceGroup.objects.accessible(Access.of(maya), WRITE_GALLERY).get()

    assert (group.subscription.name, group.name) == ("Contoso", "images")
    assert group.resource.region == "westus2"


def test_the_first_link_opens_once():
    token = first_token()
    set_up(token)

    with pytest.raises(NotFound, match="Ask for a new one"):
        set_up(token, organisation="Second")

    assert Tenant.objects.count() == 1


def test_a_refused_set_up_leaves_the_link_open_and_nothing_behind():
    token = first_token()

    with pytest.raises(InvalidInput) as refusal:
        set_up(token, password="short")

    assert refusal.value.field == "password"
    assert not Tenant.objects.exists()
    assert set_up(token).tenant.name == "Contoso"


def test_only_the_latest_first_link_opens():
    old, new = first_token(), first_token()

    with pytest.raises(NotFound):
        setup.open_link(old)
    assert setup.open_link(new).user is None


def test_an_installation_that_has_an_administrator_needs_no_first_link():
    set_up(first_token())

    with pytest.raises(Conflict):
        setup.make_first_link()


def test_only_a_hash_of_the_token_is_kept():
    token = first_token()

    assert token not in str(SetupLink.objects.values().get())


@pytest.mark.parametrize("token", ["", "x", "é" * 40, "../../etc"])
def test_what_was_never_a_token_opens_nothing(token):
    first_token()

    with pytest.raises(NotFound):
        setup.open_link(token)


def test_an_expired_link_opens_nothing():
    token = first_token()
    SetupLink.objects.update(expires_at=timezone.now())

    with pytest.raises(NotFound):
        set_up(token)


def test_a_link_lives_for_days():
    first_token()

    assert SetupLink.objects.get().expires_at > timezone.now() + timedelta(days=2)


def link_for(user, actor=factories.ACTOR):
    return token_of(setup.make_user_link(actor=actor, user=user))


def test_a_person_chooses_a_password_by_their_link():
    priya = factories.person()

    chosen = setup.choose_password(token=link_for(priya), password=GOOD)

    assert chosen == priya
    assert sign_in.check_password(sign_in_name=priya.sign_in_name, password=GOOD) == priya
    assert Entry.objects.latest("id").actor_id == priya.pk


def test_choosing_a_password_ends_sessions_and_the_lock():
    priya = factories.person(password="the old password")
    request = signed_in(priya)
    for _ in range(sign_in.MOST_FAILURES):
        with pytest.raises(InvalidInput):
            sign_in.check_password(sign_in_name=priya.sign_in_name, password="wrong")

    setup.choose_password(token=link_for(priya), password=GOOD)

    assert not is_signed_in(request)
    assert sign_in.check_password(sign_in_name=priya.sign_in_name, password=GOOD)


def test_a_link_of_a_person_opens_once_and_only_the_latest():
    priya = factories.person()
    old, new = link_for(priya), link_for(priya)

    with pytest.raises(NotFound):
        setup.choose_password(token=old, password=GOOD)
    setup.choose_password(token=new, password=GOOD)
    with pytest.raises(NotFound):
        setup.choose_password(token=new, password="yet another one")


@pytest.mark.parametrize("password", ["", "short", "1234567890123", "password123"])
def test_a_weak_choice_is_refused_and_the_link_stays(password):
    token = link_for(factories.person())

    with pytest.raises(InvalidInput) as refusal:
        setup.choose_password(token=token, password=password)

    assert refusal.value.field == "password"
    assert setup.open_link(token)


def test_the_two_kinds_of_link_open_only_their_own_door():
    first, other = first_token(), link_for(factories.person())

    with pytest.raises(NotFound):
        setup.choose_password(token=first, password=GOOD)
    with pytest.raises(NotFound):
        set_up(other)


def test_an_inactive_person_and_an_app_get_no_password():
    priya, app = factories.person(), factories.app()
    token = link_for(priya)
    directory.set_active(actor=factories.ACTOR, user=priya, is_active=False)

    with pytest.raises(NotFound):
        setup.choose_password(token=token, password=GOOD)
    with pytest.raises(InvalidInput):
        link_for(app)


def test_nobody_takes_over_somebody_with_more_rights_by_a_link():
    tenant = factories.tenant()
    owner, tomas = factories.person(tenant), factories.person(tenant)
    factories.grant(OWNER, owner, tenant)
    factories.grant(USER_ACCESS_ADMINISTRATOR, tomas, tenant)

    with pytest.raises(Forbidden, match="more rights than you may give"):
        link_for(owner, factories.actor_of(tomas))
    assert link_for(tomas, factories.actor_of(owner))


def test_the_administrator_is_not_taken_over_by_an_owner_of_their_tenant():
    tenant = factories.tenant()
    owner, administrator = factories.person(tenant), factories.person(tenant, is_administrator=True)
    factories.grant(OWNER, owner, tenant)

    with pytest.raises(Forbidden, match="installation administrator"):
        link_for(administrator, factories.actor_of(owner))
    with pytest.raises(Forbidden):
        directory.set_active(actor=factories.actor_of(owner), user=administrator, is_active=False)


def test_a_founded_tenant_has_an_owner_and_its_founder_sees_none_of_it():
    administrator = factories.person(is_administrator=True)

    owner = directory.found_tenant(
        actor=factories.actor_of(administrator),
        name="Fabrikam",
        owner_name="Sofia Marin",
        owner_sign_in_name="sofia@fabrikam.example",
    )

    assert isinstance(owner, User)
    assert Access.of(owner).roles_on(owner.tenant.resource) == {OWNER}
    assert not Access.of(administrator).can("*/read", owner.tenant.resource)
    assert not Subscription.objects.visible_to(administrator).exists()
