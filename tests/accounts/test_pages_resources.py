"""All resources: filters, order, pages, columns and the file."""

import csv
from io import StringIO
from typing import Any

import pytest

from accounts.models import Resource, User
from accounts.roles import CONTRIBUTOR, GALLERY_IMAGE_READER, READER
from tests.accounts.house import House
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories


@pytest.fixture
def reader(house: House) -> User:
    person = factories.person(house.contoso)
    factories.grant(READER, person, house["contoso"])
    return person


def shown(house: House, person: User, **query: Any) -> set[str]:
    response = as_(person).get(address("resources", **query))
    assert response.status_code == 200
    return house.names(row.card for row in response.context["page"].rows)


def lines(person: User, **query: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(text_of(as_(person).get(address("resources-csv", **query))))))


def test_everything_one_can_read_is_listed_and_nothing_else(house):
    person = factories.person(house.fabrikam)
    factories.grant(READER, person, house["ubuntu"])

    assert shown(house, person) == {"ubuntu", "ubuntu/1.0.0"}


def test_without_access_the_page_says_so(house):
    response = as_(factories.person(house.fabrikam)).get(address("resources"))

    assert "There is nothing here for you yet" in text_of(response)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "UBUN"}, {"ubuntu"}),
        ({"type": "Microsoft.Compute/galleries"}, {"base", "desk"}),
        ({"type": ["Microsoft.Compute/galleries", "Microsoft.Resources/tenants"]},
         {"base", "desk", "contoso"}),
        ({"region": "westus2", "q": "debian"}, {"debian"}),
        ({"region": "uksouth"}, set()),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(house, reader, query, names):
    assert shown(house, reader, **query) == names


def test_a_subscription_and_a_resource_group_narrow_the_list(house, reader):
    in_desktops = {"desktops", "desk", "kiosk", "kiosk/1.0.0"}

    assert shown(house, reader, group=house["desktops"].guid) == in_desktops
    assert "contoso" not in shown(house, reader, subscription=house["platform"].guid)


@pytest.mark.parametrize("name", ["type", "subscription", "group", "region", "tag"])
def test_what_nothing_has_matches_nothing(house, reader, name):
    assert shown(house, reader, **{name: "no such thing"}) == set()


def test_an_id_may_be_typed_in_capitals(house, reader):
    typed = str(house["platform"].guid).upper()

    chips = as_(reader).get(address("resources", subscription=typed)).context["view"].chips

    assert [(chip.label, typed in chip.without) for chip in chips] == [("Platform", False)]


def test_tags_narrow_the_list_by_key_and_by_value(house, reader):
    Resource.objects.filter(pk=house["base"].pk).update(tags={"team": "platform"})
    Resource.objects.filter(pk=house["desk"].pk).update(tags={"team": "workplace"})

    assert shown(house, reader, tag="team") == {"base", "desk"}
    assert shown(house, reader, tag="team=platform") == {"base"}


def test_mine_is_what_one_may_change_and_shared_what_one_may_not(house):
    person = factories.person(house.contoso)
    factories.grant(CONTRIBUTOR, person, house["desk"])
    factories.grant(GALLERY_IMAGE_READER, person, house["base"])

    assert shown(house, person, whose="mine") == {"desk", "kiosk", "kiosk/1.0.0"}
    images = {"ubuntu", "ubuntu/1.0.0", "debian", "debian/1.0.0"}
    assert shown(house, person, whose="shared") == images


def test_the_order_follows_the_address(house, reader):
    page = as_(reader).get(address("resources", sort="name"))
    names = [row.card.name for row in page.context["page"].rows]

    assert names == sorted(names)


def test_a_long_list_comes_in_pages_that_keep_the_filter(house, reader):
    for number in range(60):
        factories.resource_group(house.contoso.subscriptions.get(), f"more-{number:02}")

    first = as_(reader).get(address("resources", q="more", sort="name"))
    cursor = first.context["page"].next
    second = as_(reader).get(address("resources", q="more", sort="name", cursor=cursor))

    names = [row.card.name for r in (first, second) for row in r.context["page"].rows]
    assert names == [f"more-{number:02}" for number in range(60)]
    assert "q=more" in text_of(first).split("Next page")[0].rsplit("href=", 1)[-1]


def test_a_cursor_of_another_order_is_refused(house, reader):
    for number in range(60):
        factories.resource_group(house.contoso.subscriptions.get(), f"more-{number:02}")
    cursor = as_(reader).get(address("resources", sort="name")).context["page"].next

    assert as_(reader).get(address("resources", cursor=cursor)).status_code == 422


def test_chosen_columns_are_shown_kept_and_leave_the_filter_alone(house, reader):
    client = as_(reader)

    chosen = text_of(client.get(address("resources", q="ubuntu", column=["tenant", "id"])))
    later = text_of(client.get(address("resources")))

    assert '<th scope="col">Resource id</th>' in chosen
    assert '<th scope="col">Subscription</th>' not in chosen
    assert '<input type="hidden" name="q" value="ubuntu">' in chosen
    assert '<th scope="col">Resource id</th>' in later


def test_htmx_gets_the_results_alone(house, reader):
    response = as_(reader).get(address("resources"), headers={"hx-request": "true"})

    assert "<html" not in text_of(response)
    assert "HX-Request" in response["Vary"]


def test_filters_left_empty_stay_out_of_the_address(house, reader):
    asked = address("resources", q="", tag="", region="westus2")

    response = as_(reader).get(asked, headers={"hx-request": "true"})

    assert response["HX-Push-Url"] == address("resources", region="westus2")


def test_the_file_has_the_rows_and_columns_shown(house, reader):
    header, *rows = lines(reader, q="ubuntu", column=["type", "tenant"], sort="name")

    assert header == ["Title", "Name", "Type", "Tenant"]
    assert ["ubuntu", "ubuntu", "Image definition", "Contoso"] in rows
    assert {row[1] for row in rows} == {"ubuntu"}


def test_a_spreadsheet_runs_nothing_of_the_file(house, reader):
    Resource.objects.filter(pk=house["base"].pk).update(tags={"=HYPERLINK(1)": "x"})

    rows = lines(reader, type="Microsoft.Compute/galleries", column="tags")

    assert ["base", "base", "'=HYPERLINK(1)=x"] in rows


def test_the_file_holds_only_what_one_can_read(house):
    person = factories.person(house.fabrikam)
    factories.grant(READER, person, house["ubuntu"])

    assert {row[1] for row in lines(person)[1:]} == {"ubuntu", "1.0.0"}


def test_more_rows_take_no_more_queries(house, reader):
    client = as_(reader)
    few = queries(lambda: client.get(address("resources")))
    for number in range(30):
        factories.resource_group(house.contoso.subscriptions.get(), f"more-{number:02}")

    assert queries(lambda: client.get(address("resources"))) == few
