"""Access pages: who has it and why, giving it, and taking it away."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Access, Group, GroupGrant, User, UserGrant
from accounts.roles import (
    CONTRIBUTOR,
    GALLERY_IMAGE_READER,
    READER,
    USER_ACCESS_ADMINISTRATOR,
)
from portal.audit.models import Entry
from tests.accounts.house import House
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories


@pytest.fixture
def engineers(house: House) -> Group:
    priya, jonas = factories.person(house.contoso, "Priya"), factories.person(house.contoso)
    return factories.group(house.contoso, "Engineers", members=(priya, jonas))


def rows(person: User, card: Any, **query: Any) -> list[tuple[str, str, str]]:
    response = as_(person).get(address("card-access", card.guid, **query))
    assert response.status_code == 200
    found = response.context["rows"]
    return [(str(row.held.principal), row.held.role.name, row.origin) for row in found]


def give(person: User, card: Any, *whom: Any, role: str = READER.key, **more: str) -> Any:
    form = {"principal": [str(each.guid) for each in whom], "role": role, **more}
    return as_(person).post(address("give-access", card.guid), form)


def test_direct_inherited_and_narrower_access_are_told_apart(house, owner, engineers):
    guest = factories.person(house.fabrikam, "Guest")
    factories.grant(READER, engineers, house["base"])
    factories.grant(READER, guest, house["ubuntu"])

    assert rows(owner, house["base"]) == [
        ("Engineers", "Reader", "Direct"),
        ("Olga", "Owner", "Inherited"),
        ("Guest", "Reader", "Narrower"),
    ]


def test_the_list_is_filtered_by_kind_and_by_name(house, owner, engineers):
    factories.grant(READER, engineers, house["base"])
    factories.grant(READER, factories.app(house.contoso, "pipeline"), house["base"])

    assert rows(owner, house["base"], kind="Group") == [("Engineers", "Reader", "Direct")]
    assert rows(owner, house["base"], kind="ServicePrincipal") == [("pipeline", "Reader", "Direct")]
    assert rows(owner, house["base"], q="olg") == [("Olga", "Owner", "Inherited")]


def test_a_guest_learns_only_who_of_their_own_tenant_has_access(house, owner):
    guest = factories.person(house.fabrikam, "Guest")
    factories.grant(READER, guest, house["ubuntu"])

    assert rows(guest, house["ubuntu"]) == [("Guest", "Reader", "Direct")]


def test_access_to_what_one_cannot_see_is_not_found(house):
    guest = factories.person(house.fabrikam)
    factories.grant(READER, guest, house["ubuntu"])

    for page in ("card-access", "card-access-csv", "give-access", "find-principals"):
        assert as_(guest).get(address(page, house["base"].guid)).status_code == 404


def test_without_the_right_to_read_it_the_missing_right_is_named(house):
    person = factories.person(house.contoso)
    factories.grant(GALLERY_IMAGE_READER, person, house["base"])

    response = as_(person).get(address("card-access", house["ubuntu"].guid))

    assert response.status_code == 403
    assert "Microsoft.Authorization/roleAssignments/read" in text_of(response)


def test_why_is_told_as_a_chain(house, owner, engineers):
    factories.grant(READER, engineers, house["base"])
    priya = User.objects.get(display_name="Priya")

    response = as_(owner).get(address("card-access", house["ubuntu"].guid, why=priya.guid))

    (way,) = response.context["ways"]
    chain = [(step.by, str(step.principal or step.card)) for step in way.steps]
    assert chain == [
        ("", "Priya"),
        ("member of", "Engineers"),
        ("Reader on", "base"),
        ("contains", "ubuntu"),
    ]
    assert "Taking Reader away from Engineers ends it for 2 members." in way.advice


def test_why_says_so_when_there_is_no_way(house, owner):
    nobody = factories.person(house.contoso, "Nobody")

    page = text_of(as_(owner).get(address("card-access", house["base"].guid, why=nobody.guid)))

    assert "Nobody cannot use base" in page


def test_why_tells_a_guest_nothing_of_others(house, owner):
    guest = factories.person(house.fabrikam)
    factories.grant(READER, guest, house["ubuntu"])

    page = as_(guest).get(address("card-access", house["ubuntu"].guid, why=owner.guid))

    assert page.context["asked_about"] is None
    assert "Olga" not in text_of(page)


def test_a_versions_page_leads_to_its_definition(house, owner):
    page = text_of(as_(owner).get(address("card-access", house["ubuntu/1.0.0"].guid)))

    assert "Access is not given on a single version" in page
    assert address("card-access", house["ubuntu"].guid) in page
    assert address("give-access", house["ubuntu/1.0.0"].guid) not in page


def test_giving_access_to_a_version_is_refused(house, owner, engineers):
    response = give(owner, house["ubuntu/1.0.0"], engineers)

    assert response.status_code == 403
    assert "Share ubuntu instead" in text_of(response)
    assert not GroupGrant.objects.exists()


def test_a_group_and_a_person_are_given_a_role_at_once(house, owner, engineers):
    guest = factories.person(house.fabrikam, "Guest")

    response = give(owner, house["base"], engineers, guest)

    assert response.url == address("card-access", house["base"].guid)
    assert Access.of(guest).can("Microsoft.Compute/galleries/read", house["base"])
    assert GroupGrant.objects.get().granted_by == owner
    assert Entry.objects.filter(summary__startswith="gave ", actor_id=owner.pk).count() == 2


def test_access_may_end_by_itself_after_its_last_day(house, owner, engineers):
    tomorrow = date.today() + timedelta(days=1)

    give(owner, house["base"], engineers, expires_at=tomorrow.isoformat())

    ends = GroupGrant.objects.get().expires_at
    assert (ends.date(), ends.hour, ends.minute) == (tomorrow, 23, 59)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Find and choose who gets access."),
        ({"role": "emperor"}, "Choose one of the roles in the list."),
        ({"principal": "not an id"}, "Choose them from the list again."),
        ({"principal": "00000000-0000-0000-0000-000000000000"}, "cannot be found any more"),
        ({"expires_at": "2001-01-01"}, "The access would end before it begins."),
        ({"expires_at": "soon"}, "Choose a day"),
    ],
)
def test_bad_input_is_told_next_to_its_field_and_changes_nothing(
    house, owner, engineers, form, told
):
    whole = {"role": READER.key, **form}
    if "expires_at" in form:
        whole["principal"] = str(engineers.guid)

    response = as_(owner).post(address("give-access", house["base"].guid), whole)

    assert response.status_code == 422
    assert told in text_of(response)
    assert not GroupGrant.objects.exists()


def test_what_somebody_has_already_gives_nobody_anything(house, owner, engineers):
    factories.grant(READER, engineers, house["base"])
    guest = factories.person(house.fabrikam)

    response = give(owner, house["base"], guest, engineers)

    assert response.status_code == 422
    assert "Engineers already has Reader" in text_of(response)
    assert not UserGrant.objects.filter(user=guest).exists()


def test_nobody_gives_more_than_they_have(house, engineers):
    person = factories.person(house.contoso)
    factories.grant(USER_ACCESS_ADMINISTRATOR, person, house["contoso"])

    response = give(person, house["base"], engineers, role=CONTRIBUTOR.key)

    assert response.status_code == 422
    assert "You cannot give Contributor" in text_of(response)
    assert not GroupGrant.objects.exists()


def test_seeing_is_not_enough_to_give(house, engineers):
    person = factories.person(house.contoso)
    factories.grant(CONTRIBUTOR, person, house["contoso"])

    response = give(person, house["base"], engineers)

    assert response.status_code == 403
    assert "Microsoft.Authorization/roleAssignments/write" in text_of(response)


def test_the_picker_finds_parts_of_names_at_home_and_exact_names_abroad(house, owner, engineers):
    guest = factories.person(house.fabrikam, "Guest Person")
    client = as_(owner)

    def found(text: str) -> str:
        return text_of(client.get(address("find-principals", house["base"].guid, q=text)))

    assert "Engineers" in found("engin")
    assert "Guest Person" not in found("guest")
    assert "Guest Person" in found(guest.sign_in_name)
    assert "Guest Person" in found(str(guest.guid))


def test_the_picker_keeps_who_is_chosen(house, owner, engineers):
    asked = address("find-principals", house["base"].guid, q="Olga", principal=engineers.guid)

    page = text_of(as_(owner).get(asked))

    assert f'value="{engineers.guid}" checked' in page
    assert "Olga" in page


def test_the_picker_works_as_a_page_without_scripts(house, owner, engineers):
    page = text_of(as_(owner).get(address("give-access", house["base"].guid, q="engin")))

    assert "<html" in page
    assert f'name="principal" value="{engineers.guid}"' in page


def test_the_dialog_is_the_same_without_the_page_around_it(house, owner):
    asked = address("give-access", house["base"].guid)

    dialog = text_of(as_(owner).get(asked, headers={"hx-request": "true"}))

    assert "Give access to base" in dialog
    assert "<html" not in dialog


def test_removing_says_who_loses_what_and_what_stays(house, owner, engineers):
    grant = factories.grant(READER, engineers, house["base"])
    factories.grant(READER, engineers, house["platform"])

    page = text_of(as_(owner).get(address("remove-access", house["base"].guid, grant.guid)))

    assert "2 members of Engineers" in page
    assert "Reader on Platform" in page


def test_removed_access_ends_at_once(house, owner, engineers):
    grant = factories.grant(READER, engineers, house["base"])

    response = as_(owner).post(address("remove-access", house["base"].guid, grant.guid))

    assert response.url == address("card-access", house["base"].guid)
    assert not GroupGrant.objects.exists()


def test_a_grant_is_removed_where_it_was_given_only(house, owner, engineers):
    grant = factories.grant(READER, engineers, house["platform"])

    response = as_(owner).post(address("remove-access", house["base"].guid, grant.guid))

    assert response.status_code == 404
    assert GroupGrant.objects.exists()


def test_the_last_owner_of_a_tenant_stays(house, owner):
    grant = UserGrant.objects.get(user=owner)

    response = as_(owner).post(address("remove-access", house["contoso"].guid, grant.guid))

    assert response.status_code == 422
    assert "without an active owner" in text_of(response)
    assert UserGrant.objects.filter(pk=grant.pk).exists()


def test_the_list_comes_as_a_file(house, owner, engineers):
    factories.grant(READER, engineers, house["base"])

    text = text_of(as_(owner).get(address("card-access-csv", house["base"].guid)))

    assert "Engineers,Group," in text
    assert "Olga,User," in text


def test_more_grants_take_no_more_queries(house, owner, engineers):
    factories.grant(READER, engineers, house["base"])
    factories.grant(READER, factories.person(house.contoso), house["base"])
    factories.grant(READER, factories.person(house.contoso), house["ubuntu"])
    client = as_(owner)
    few = queries(lambda: client.get(address("card-access", house["base"].guid)))
    for _ in range(10):
        factories.grant(READER, factories.person(house.contoso), house["base"])
        factories.grant(READER, factories.group(house.contoso), house["ubuntu"])

    assert queries(lambda: client.get(address("card-access", house["base"].guid))) == few
