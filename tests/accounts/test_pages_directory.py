"""The directory of a tenant: who sees it, who changes it, and what they change."""

import re
from typing import Any

import pytest

from accounts.models import Group, User
from accounts.roles import CONTRIBUTOR, OWNER, READER, USER_ACCESS_ADMINISTRATOR
from tests.accounts.house import House
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories


@pytest.fixture
def member(house: House) -> User:
    return factories.person(house.contoso, "Mia")


def names(person: User, page: str, house: House, **query: Any) -> list[str]:
    response = as_(person).get(address(page, house.contoso.guid, **query))
    assert response.status_code == 200
    rows = response.context["page"].rows
    return [str(row[0]) if isinstance(row, tuple) else str(row) for row in rows]


def test_the_menu_leads_to_the_own_directory(house, member):
    assert as_(member).get(address("directory")).url == address("people", house.contoso.guid)


def test_people_of_the_tenant_see_its_people_groups_and_apps(house, member, owner):
    factories.group(house.contoso, "Engineers")
    factories.app(house.contoso, "pipeline")

    assert names(member, "people", house) == ["Mia", "Olga"]
    assert names(member, "groups", house) == ["Engineers"]
    assert names(member, "apps", house) == ["pipeline"]


def test_the_list_is_searched_by_name(house, member, owner):
    assert names(member, "people", house, q="olg") == ["Olga"]
    assert names(member, "people", house, q=member.sign_in_name) == ["Mia"]


@pytest.mark.parametrize("page", ["people", "groups", "apps", "person-create", "group-create"])
def test_a_directory_is_closed_to_other_tenants(house, page):
    stranger = factories.person(house.fabrikam)
    factories.grant(READER, stranger, house["platform"])

    assert as_(stranger).get(address(page, house.contoso.guid)).status_code == 404


def test_whoever_may_read_the_tenant_sees_its_directory(house, member):
    auditor = factories.person(house.fabrikam)
    factories.grant(READER, auditor, house["contoso"])

    assert "Mia" in names(auditor, "people", house)


def test_a_person_of_another_tenant_is_not_found_under_this_one(house, member):
    stranger = factories.person(house.fabrikam)

    asked = address("principal", house.contoso.guid, stranger.guid)

    assert as_(member).get(asked).status_code == 404


@pytest.mark.parametrize("role", [READER, CONTRIBUTOR])
def test_changing_it_takes_a_right_that_is_named(house, member, role):
    factories.grant(role, member, house["contoso"])

    for page in ("person-create", "group-create", "app-create"):
        response = as_(member).get(address(page, house.contoso.guid))
        assert response.status_code == 403
        assert "Microsoft.Authorization/principals/" in text_of(response)


@pytest.mark.parametrize("role", [OWNER, USER_ACCESS_ADMINISTRATOR])
def test_an_owner_or_user_access_administrator_adds_people(house, member, role):
    factories.grant(role, member, house["contoso"])
    form = {"display_name": "Ada", "sign_in_name": "ada@contoso.example"}

    response = as_(member).post(address("person-create", house.contoso.guid), form)

    assert "Pass this on to Ada" in text_of(response)
    assert User.objects.get(sign_in_name="ada@contoso.example").tenant == house.contoso


def test_the_link_of_a_new_person_lets_them_in(client, house, owner):
    form = {"display_name": "Ada", "sign_in_name": "ada@contoso.example"}
    shown = as_(owner).post(address("person-create", house.contoso.guid), form)
    path = re.search(r"/choose-password/[^/]+/", text_of(shown)).group()

    client.post(path, {"password": "correct horse", "again": "correct horse"})

    assert client.get(address("account")).context["user"].display_name == "Ada"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Enter the name of the person."),
        ({"sign_in_name": "no address"}, "Write it like an e-mail address"),
        ({"display_name": "Ada", "sign_in_name": "olga@contoso.example"}, "is taken"),
    ],
)
def test_bad_input_adds_nobody(house, owner, form, told):
    people = User.objects.count()

    response = as_(owner).post(address("person-create", house.contoso.guid), form)

    assert response.status_code == 422
    assert told in text_of(response)
    assert User.objects.count() == people


def test_a_person_is_renamed_disabled_and_enabled(house, owner, member):
    client, whom = as_(owner), (house.contoso.guid, member.guid)

    client.post(address("principal-rename", *whom), {"name": "Mia M."})
    client.post(address("principal-disable", *whom))

    member.refresh_from_db()
    assert (member.display_name, member.is_active) == ("Mia M.", False)
    client.post(address("principal-enable", *whom))
    member.refresh_from_db()
    assert member.is_active


def test_the_last_owner_is_not_disabled(house, owner):
    response = as_(owner).post(address("principal-disable", house.contoso.guid, owner.guid))

    assert response.status_code == 409
    owner.refresh_from_db()
    assert owner.is_active


def test_a_new_link_is_for_people_only(house, owner):
    app = factories.app(house.contoso)

    response = as_(owner).post(address("principal-link", house.contoso.guid, app.guid))

    assert response.status_code == 404


def test_nobody_takes_over_somebody_with_more_rights(house, owner, member):
    factories.grant(USER_ACCESS_ADMINISTRATOR, member, house["contoso"])

    response = as_(member).post(address("principal-link", house.contoso.guid, owner.guid))

    assert response.status_code == 403


def test_what_somebody_may_do_is_told_only_where_one_can_read(house, owner, member):
    factories.grant(READER, owner, house["desk"])
    factories.grant(READER, member, house["base"])

    seen = text_of(as_(member).get(address("principal", house.contoso.guid, owner.guid)))
    listed = text_of(as_(member).get(address("people", house.contoso.guid)))

    assert "Nothing, as far as you can see" in seen
    assert "Reader on base" in listed
    assert "Owner of Contoso" not in listed


def test_a_group_is_created_changed_and_deleted(house, owner):
    client = as_(owner)
    made = client.post(address("group-create", house.contoso.guid), {"name": "Engineers"})
    group = Group.objects.get()
    of_group = (house.contoso.guid, group.guid)

    client.post(address("group-edit", *of_group), {"name": "Builders", "description": "They build"})

    assert made.url == address("group", *of_group)
    group.refresh_from_db()
    assert (group.name, group.description) == ("Builders", "They build")
    client.post(address("group-delete", *of_group), {"confirm": "Builders"})
    assert not Group.objects.exists()


def test_deleting_a_group_takes_its_name_and_says_what_ends(house, owner):
    group = factories.group(house.contoso, "Engineers")
    factories.grant(READER, group, house["base"])
    asked = address("group-delete", house.contoso.guid, group.guid)

    page = text_of(as_(owner).get(asked))
    response = as_(owner).post(asked, {"confirm": "engineers"})

    assert "Reader on base" in page
    assert response.status_code == 422
    assert Group.objects.exists()


def test_members_are_added_by_name_and_removed(house, owner, member):
    group = factories.group(house.contoso, "Engineers")
    of_group = (house.contoso.guid, group.guid)
    client = as_(owner)

    client.post(address("member-add", *of_group), {"member": "mia"})

    assert list(group.auth_group.user_set.all()) == [member]
    client.post(address("member-remove", *of_group, member.guid))
    assert not group.auth_group.user_set.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Enter the sign-in name"),
        ("nobody", "Nobody active in this directory is called"),
        ("Twin", "Several people are named Twin"),
        ("olga@contoso.example", "is already a member"),
    ],
)
def test_a_member_that_cannot_be_added_is_told_next_to_the_field(house, owner, text, told):
    for number in (1, 2):
        sign_in_name = f"twin{number}@contoso.example"
        factories.person(house.contoso, "Twin", sign_in_name=sign_in_name)
    group = factories.group(house.contoso, "Engineers", members=(owner,))

    asked = address("member-add", house.contoso.guid, group.guid)
    response = as_(owner).post(asked, {"member": text})

    assert response.status_code == 422
    assert told in text_of(response)
    assert group.auth_group.user_set.count() == 1


def test_a_member_without_the_right_cannot_remove_anybody(house, member):
    group = factories.group(house.contoso, "Engineers", members=(member,))

    asked = address("member-remove", house.contoso.guid, group.guid, member.guid)

    assert as_(member).post(asked).status_code == 403
    assert group.auth_group.user_set.exists()


@pytest.mark.parametrize("page", ["people", "groups", "apps"])
def test_more_rows_take_no_more_queries(house, member, page):
    client = as_(member)

    def ask() -> Any:
        return client.get(address(page, house.contoso.guid))

    factories.app(house.contoso)
    factories.group(house.contoso)
    few = queries(ask)
    for _ in range(5):
        factories.grant(READER, factories.person(house.contoso), house["base"])
        factories.grant(READER, factories.app(house.contoso), house["base"])
        factories.group(house.contoso, members=(member,))

    assert queries(ask) == few
