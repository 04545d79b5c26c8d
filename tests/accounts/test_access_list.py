"""Who has access: near before far, page after page, and never cut off."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Access, UserGrant
from accounts.roles import GALLERY_IMAGE_READER, OWNER, READER
from accounts.services.access_list import (
    Listing,
    access_page,
    all_access,
    count_access,
    grants_of,
)
from accounts.views.access import CardAccess
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories


@pytest.fixture
def priya(house):
    return factories.person(house.contoso, "Priya Raman")


@pytest.fixture
def owner(house):
    person = factories.person(house.contoso, "Olga")
    factories.grant(OWNER, person, house["contoso"])
    return person


@pytest.fixture
def crowd(house):
    """Seven readers of the gallery, groups and people in turn, not in the order of their names."""
    for number in (3, 0, 6, 1, 4, 2, 5):
        make = factories.group if number % 2 else factories.person
        factories.grant(READER, make(house.contoso, f"Reader {number}"), house["base"])
    return [f"Reader {number}" for number in range(7)]


def listed(listing):
    return [(str(held.principal), held.scope.name, held.origin) for held in all_access(listing)]


def walk(listing, size):
    seen, cursor = [], ""
    while True:
        found = access_page(listing, cursor, size)
        seen += [str(held.principal) for held in found.rows]
        cursor = found.next
        if not cursor:
            return seen


def test_what_holds_is_listed_from_near_to_far(house, priya):
    group = factories.group(house.contoso, "All engineers")
    app = factories.app(house.contoso, "nightly-builder")
    factories.grant(OWNER, priya, house["contoso"])
    factories.grant(READER, group, house["images"])
    factories.grant(GALLERY_IMAGE_READER, app, house["base"])
    factories.grant(READER, priya, house["desk"])

    rows = [
        (str(held.principal), held.kind, held.role.name, held.scope.name, held.is_inherited)
        for held in all_access(Listing(house["base"]))
    ]

    assert rows == [
        ("nightly-builder", "ServicePrincipal", "Compute Gallery Image Reader", "base", False),
        ("All engineers", "Group", "Reader", "images", True),
        ("Priya Raman", "User", "Owner", "Contoso", True),
    ]


def test_what_has_ended_is_not_listed(house, priya):
    soon = timezone.now() + timedelta(hours=1)
    factories.grant(READER, priya, house["base"], expires_at=soon)
    UserGrant.objects.update(expires_at=timezone.now())

    assert listed(Listing(house["base"])) == []
    assert count_access(Listing(house["base"])).total == 0


def test_a_version_shows_what_it_inherits(house, priya):
    factories.grant(READER, priya, house["ubuntu"])

    wanted = Listing(house["ubuntu/1.0.0"], with_narrower=True)

    assert listed(wanted) == [("Priya Raman", "ubuntu", "Inherited")]


def test_what_was_given_further_down_comes_last(house, priya):
    for place in ("base", "ubuntu", "kiosk", "contoso"):
        factories.grant(READER, priya, house[place])

    def places(card):
        return [(place, origin) for _, place, origin in listed(Listing(card, with_narrower=True))]

    assert places(house["base"]) == [
        ("base", "Direct"),
        ("Contoso", "Inherited"),
        ("ubuntu", "Narrower"),
    ]
    assert places(house["platform"]) == [
        ("Contoso", "Inherited"),
        ("kiosk", "Narrower"),
        ("base", "Narrower"),
        ("ubuntu", "Narrower"),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_hold_everybody_once_by_name(house, crowd, priya, size):
    factories.grant(READER, priya, house["images"])
    factories.grant(READER, priya, house["ubuntu"])

    seen = walk(Listing(house["base"], with_narrower=True), size)

    assert seen == [*crowd, "Priya Raman", "Priya Raman"]


def test_the_same_name_twice_is_on_two_pages(house):
    for make in (factories.person, factories.group):
        for tenant in (house.contoso, house.fabrikam):
            factories.grant(READER, make(tenant, "Alex"), house["base"])

    assert walk(Listing(house["base"]), 1) == ["Alex"] * 4


def test_who_is_removed_meanwhile_shifts_nothing(house, crowd):
    first = access_page(Listing(house["base"]), size=3)
    first.rows[0].grant.delete()

    second = access_page(Listing(house["base"]), first.next, 3)

    assert [str(held.principal) for held in second.rows] == crowd[3:6]


@pytest.mark.parametrize("count", [1, 6])
def test_a_page_takes_as_many_queries_however_many_there_are(
    house, django_assert_num_queries, count
):
    for _ in range(count):
        members = (factories.person(house.contoso),)
        factories.grant(READER, members[0], house["platform"])
        factories.grant(READER, factories.group(members=members), house["base"])
    wanted = Listing(house["base"], with_narrower=True)

    with django_assert_num_queries(3):
        assert [str(held.principal.tenant) for held in access_page(wanted).rows]
    with django_assert_num_queries(2):
        assert count_access(wanted).total == 2 * count


def test_all_of_one_principal_are_found_in_a_crowd(house, crowd, priya):
    factories.grant(READER, priya, house["images"])
    factories.grant(OWNER, priya, house["base"])

    found = [(held.role.name, held.scope.name) for held in grants_of([priya], house["base"])]

    assert found == [("Owner", "base"), ("Reader", "images")]


# --- On the page and by command ----------------------------------------------------------------


def names_on(response):
    assert response.status_code == 200
    return [str(row.held.principal) for row in response.context["rows"]]


@pytest.fixture
def three_a_page(monkeypatch):
    monkeypatch.setattr(CardAccess, "size", 3)


def test_the_page_leads_on_to_the_next(house, owner, crowd, three_a_page):
    client = as_(owner)
    first = client.get(address("card-access", house["base"].guid))

    second = client.get(
        address("card-access", house["base"].guid, cursor=first.context["page"].next)
    )

    assert names_on(first) == crowd[:3]
    assert names_on(second) == crowd[3:6]
    assert "8 entries: 3 groups and 5 people." in text_of(first)
    assert "First page" in text_of(second)


def test_pages_go_on_within_what_was_searched_for(house, owner, crowd, three_a_page):
    found = as_(owner).get(address("card-access", house["base"].guid, kind="User", q="reader"))
    onwards = {"kind": "User", "q": "reader", "cursor": found.context["page"].next}

    rest = as_(owner).get(address("card-access", house["base"].guid, **onwards))

    assert names_on(found) == ["Reader 0", "Reader 2", "Reader 4"]
    assert names_on(rest) == ["Reader 6"]


def test_people_are_found_by_sign_in_name_and_by_role(house, owner, crowd, priya):
    factories.grant(GALLERY_IMAGE_READER, priya, house["base"])
    client = as_(owner)

    def found(text):
        return names_on(client.get(address("card-access", house["base"].guid, q=text)))

    assert found(priya.sign_in_name) == ["Priya Raman"]
    assert found("image reader") == ["Priya Raman"]
    assert found("nobody") == []


def test_other_organisations_are_told_apart(house, owner, crowd):
    factories.grant(READER, factories.person(house.fabrikam, "Guest"), house["ubuntu"])

    found = as_(owner).get(address("card-access", house["base"].guid, kind="Others"))

    assert names_on(found) == ["Guest"]
    assert "9 entries: 3 groups and 6 people, 1 of them of other organisations." in text_of(found)


def test_a_cursor_of_another_list_is_refused(house, owner):
    response = as_(owner).get(address("card-access", house["base"].guid, cursor="x"))

    assert response.status_code == 422


def test_a_long_list_takes_no_more_queries(house, owner, crowd):
    client = as_(owner)

    def ask():
        return client.get(address("card-access", house["base"].guid))

    few = queries(ask)
    for number in range(60):
        factories.grant(READER, factories.person(house.contoso, f"Zoe {number}"), house["base"])

    assert queries(ask) == few


def test_the_file_and_the_command_hold_everybody(house, owner, crowd, monkeypatch, capsys):
    monkeypatch.setattr("accounts.services.access_list.MOST", 2)  # several pages

    file = text_of(as_(owner).get(address("card-access-csv", house["base"].guid)))
    call_command("list_access", "base", "--json")

    told = [row["principal"] for row in json.loads(capsys.readouterr().out)]
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == [*crowd, "Olga"]
    assert told == [*crowd, "Olga"]


def test_a_guest_is_told_of_their_own_by_command_too(house, owner, capsys):
    guest = factories.person(house.fabrikam, "Guest")
    factories.grant(READER, guest, house["base"])

    call_command("list_access", house["base"].arm_id, "--json", "--as", guest.sign_in_name)

    assert [row["principal"] for row in json.loads(capsys.readouterr().out)] == ["Guest"]
    assert Access.of(guest).can("Microsoft.Authorization/roleAssignments/read", house["base"])
