from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import OPERATOR, Access, UserGrant
from accounts.roles import (
    CONTRIBUTOR,
    GALLERY_IMAGE_READER,
    GALLERY_SHARING_ADMIN,
    OWNER,
    READER,
    USER_ACCESS_ADMINISTRATOR,
)
from accounts.services import directory
from accounts.services.grants import find_principals, give_access, remove_access
from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, InvalidInput
from tests.support import factories


@pytest.fixture
def priya(house):
    return factories.person(house.contoso, "Priya Raman")


def give(granter, role, to, card, **options):
    return give_access(
        actor=factories.actor_of(granter),
        granter=Access.of(granter),
        role=role,
        principal=to,
        card=card,
        **options,
    )


def person_with(house, role, scope="contoso"):
    person = factories.person(house.contoso)
    factories.grant(role, person, house[scope])
    return person


def test_an_owner_gives_access_and_the_log_tells(house, priya):
    owner = person_with(house, OWNER)

    grant = give(owner, READER, priya, house["base"])

    assert grant.granted_by == owner
    entry = Entry.objects.latest("id")
    assert entry.action == "Microsoft.Authorization/roleAssignments/write"
    assert entry.summary == "gave Priya Raman Reader on base"
    assert entry.after == {"role": "Reader", "principal": "Priya Raman"}
    assert entry.target_id == house["base"].pk
    assert entry.actor_id == owner.pk


@pytest.mark.parametrize("role", [CONTRIBUTOR, READER, GALLERY_SHARING_ADMIN])
def test_who_may_not_give_access_is_refused(house, priya, role):
    person = person_with(house, role)

    with pytest.raises(Forbidden, match="roleAssignments/write"):
        give(person, READER, priya, house["base"])

    assert not UserGrant.objects.filter(user=priya).exists()


@pytest.mark.parametrize("role", [OWNER, CONTRIBUTOR, GALLERY_SHARING_ADMIN])
def test_nobody_gives_actions_they_lack(house, priya, role):
    administrator = person_with(house, USER_ACCESS_ADMINISTRATOR)

    with pytest.raises(Forbidden, match="what you may not do yourself"):
        give(administrator, role, priya, house["base"])


@pytest.mark.parametrize("role", [READER, GALLERY_IMAGE_READER, USER_ACCESS_ADMINISTRATOR])
def test_an_access_administrator_gives_what_they_have(house, priya, role):
    administrator = person_with(house, USER_ACCESS_ADMINISTRATOR)

    assert give(administrator, role, priya, house["base"]).role == role


def test_the_right_to_give_holds_below_its_scope_only(house, priya):
    owner = person_with(house, OWNER, "images")

    give(owner, READER, priya, house["ubuntu"])

    with pytest.raises(Forbidden):
        give(owner, READER, priya, house["platform"])
    with pytest.raises(Forbidden):
        give(owner, READER, priya, house["desk"])


def test_the_same_again_is_refused(house, priya):
    factories.grant(READER, priya, house["base"])

    with pytest.raises(Conflict, match="Priya Raman already has Reader on base"):
        factories.grant(READER, priya, house["base"])


def test_an_access_that_has_ended_is_given_again_in_its_place(house, priya):
    soon = timezone.now() + timedelta(hours=1)
    first = factories.grant(READER, priya, house["base"], expires_at=soon)
    UserGrant.objects.update(expires_at=timezone.now())

    second = factories.grant(READER, priya, house["base"])

    assert second.pk == first.pk
    assert UserGrant.objects.get(pk=first.pk).expires_at is None


def test_an_end_in_the_past_is_refused(house, priya):
    with pytest.raises(InvalidInput) as refusal:
        factories.grant(READER, priya, house["base"], expires_at=timezone.now())

    assert refusal.value.field == "expires_at"


def test_removing_ends_it_and_the_log_tells(house, priya):
    owner = person_with(house, OWNER)
    grant = factories.grant(READER, priya, house["base"])

    remove_access(actor=factories.actor_of(owner), granter=Access.of(owner), grant=grant)

    assert not UserGrant.objects.filter(user=priya).exists()
    assert Entry.objects.latest("id").summary == "removed Reader on base from Priya Raman"


def test_a_contributor_removes_no_access(house, priya):
    contributor = person_with(house, CONTRIBUTOR)
    grant = factories.grant(READER, priya, house["base"])

    with pytest.raises(Forbidden):
        remove_access(
            actor=factories.actor_of(contributor), granter=Access.of(contributor), grant=grant
        )

    assert UserGrant.objects.filter(user=priya).exists()


def remove(grant):
    remove_access(actor=factories.ACTOR, granter=Access.of(OPERATOR), grant=grant)


def test_the_last_owner_of_a_tenant_stays(house, priya):
    grant = factories.grant(OWNER, priya, house["contoso"])

    with pytest.raises(Conflict, match="Contoso would be left without an active owner"):
        remove(grant)

    assert Access.of(priya).roles_on(house["base"]) == {OWNER}


def test_an_owner_for_a_while_is_no_replacement(house, priya):
    grant = factories.grant(OWNER, priya, house["contoso"])
    soon = timezone.now() + timedelta(hours=1)
    factories.grant(OWNER, factories.person(house.contoso), house["contoso"], expires_at=soon)

    with pytest.raises(Conflict):
        remove(grant)


def test_an_owner_beside_others_can_go(house, priya):
    grant = factories.grant(OWNER, priya, house["contoso"])
    members = (factories.person(house.contoso),)
    factories.grant(OWNER, factories.group(members=members), house["contoso"])

    remove(grant)

    assert Access.of(priya).roles_on(house["base"]) == set()


def test_a_group_of_owners_keeps_its_last_member_and_stays(house):
    member = factories.person(house.contoso)
    group = factories.group(members=(member,))
    factories.grant(OWNER, group, house["contoso"])

    with pytest.raises(Conflict):
        directory.remove_member(actor=factories.ACTOR, group=group, user=member)
    with pytest.raises(Conflict):
        directory.delete_group(actor=factories.ACTOR, group=group)
    with pytest.raises(Conflict):
        directory.set_active(actor=factories.ACTOR, user=member, is_active=False)


def found(asker, text):
    return {str(one) for one in find_principals(asker, text)}


def test_people_of_the_own_tenant_are_found_by_any_part(house, priya):
    asker = factories.person(house.contoso, "Maya Okafor")
    factories.group(house.contoso, "Primary operators")
    factories.app(house.contoso, "pri-builder")

    assert found(asker, "PRI") == {"Priya Raman", "Primary operators", "pri-builder"}
    assert found(asker, "raman@contoso") == {"Priya Raman"}


def test_people_of_other_tenants_are_found_by_exact_name_or_object_id_only(house):
    asker = factories.person(house.contoso)
    kenji = factories.person(house.fabrikam, "Kenji Mori")
    crew = factories.group(house.fabrikam, "Build crew")
    app = factories.app(house.fabrikam, "fabrikam-scanner")

    for text in ("Kenji", "Kenji Mori", "kenji.mori", "@fabrikam.example", "Build crew", "scanner"):
        assert found(asker, text) == set(), text
    assert found(asker, "Kenji.Mori@fabrikam.example") == {"Kenji Mori"}
    assert found(asker, str(kenji.guid)) == {"Kenji Mori"}
    assert found(asker, str(crew.guid)) == {"Build crew"}
    assert found(asker, str(app.guid)) == {"fabrikam-scanner"}


def test_nobody_is_found_by_nothing_and_nobody_inactive(house, priya):
    asker = factories.person(house.contoso)
    directory.set_active(actor=factories.ACTOR, user=priya, is_active=False)

    assert found(asker, "  ") == set()
    assert found(asker, "Priya") == set()


def test_wildcards_are_only_characters(house, priya):
    assert found(factories.person(house.contoso), "%") == set()


def test_the_operator_finds_people_of_every_tenant(house, priya):
    factories.person(house.fabrikam, "Kenji Mori")

    assert found(OPERATOR, "r") == {"Priya Raman", "Kenji Mori"}


def test_searching_takes_two_queries(house, priya, django_assert_num_queries):
    with django_assert_num_queries(2):
        [str(one.tenant) for one in find_principals(priya, "a")]
