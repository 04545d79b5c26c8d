"""The catalogue: who sees which galleries and images, choosing, searching, paging."""

import pytest

from accounts.roles import READER
from tests.galleries import house as houses
from tests.support import factories, galleries

INDEX = "/galleries/"
IMAGES = "/images/"
FRAGMENT = {"HX-Request": "true"}


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def rows(response):
    return [row.gallery.name for row in response.context["page"].rows]


def images(response):
    return [row.definition.name for row in response.context["page"].rows]


def option(response, facet, value):
    choices = {choice.facet.key: choice.options for choice in response.context["choices"]}
    return next((o.count for o in choices[facet] if o.value == value), 0)


def test_the_front_page_leads_to_the_galleries(client, house):
    client.force_login(house.reader)

    response = client.get("/")

    assert response.url == INDEX


def test_strangers_are_asked_to_sign_in(client):
    response = client.get(INDEX)

    assert response.status_code == 302
    assert "next=/galleries/" in response.url


def test_only_readable_galleries_are_shown(client, house):
    galleries.gallery(name="closed")
    client.force_login(house.reader)

    response = client.get(INDEX)

    assert rows(response) == ["platform_images"]
    assert "closed" not in text(response)


def test_an_image_shared_alone_is_shown_and_its_gallery_is_only_a_name(client, house):
    client.force_login(house.guest)

    page = text(client.get(INDEX))

    assert "Images shared with you alone" in page
    assert house.image_url in page
    assert "From platform_images" in page
    assert f'"{house.gallery_url}"' not in page


def test_whoever_has_nothing_is_told_what_would_fill_the_wall(client, house):
    client.force_login(house.stranger)

    page = text(client.get(INDEX))

    assert "There is nothing here for you yet" in page
    assert house.stranger.sign_in_name in page
    assert "Create gallery" not in page


def test_mine_is_what_one_may_change_and_the_rest_is_shared(client, house):
    other = galleries.gallery(name="finance")
    factories.grant(READER, house.publisher, other)
    client.force_login(house.publisher)

    mine, shared = client.get(f"{INDEX}?whose=mine"), client.get(f"{INDEX}?whose=shared")

    assert rows(mine) == ["platform_images"]
    assert rows(shared) == ["finance"]
    assert mine.context["totals"] == {"": 2, "mine": 1, "shared": 1}


@pytest.mark.parametrize("said", ["ubuntu", "contoso", "PLATFORM", "2204", "Contoso:Platform:"])
def test_images_are_found_by_name_publisher_offer_or_sku(client, house, said):
    galleries.definition(house.gallery, name="win", publisher="Fabrikam", offer="Desk", sku="w")
    client.force_login(house.reader)
    said = f"{said}ubuntu-2204" if said.endswith(":") else said

    response = client.get(IMAGES, {"q": said})

    assert images(response) == ["ubuntu"]


def test_images_are_found_by_the_title_that_people_read(client, house):
    tags = {"hidden-title": "Finance backend"}
    galleries.definition(house.gallery, name="fb", sku="fb", tags=tags)
    client.force_login(house.reader)

    response = client.get(IMAGES, {"q": "finance back"})

    assert images(response) == ["fb"]


def test_a_gallery_is_found_by_what_it_holds(client, house):
    empty = galleries.gallery(house.gallery.resource_group, name="empty")
    factories.grant(READER, house.reader, empty)
    client.force_login(house.reader)

    response = client.get(INDEX, {"q": "ubuntu-2204"})

    assert rows(response) == ["platform_images"]


def test_choices_tell_how_many_each_would_show(client, house):
    galleries.definition(house.gallery, name="win", os_type="Windows", sku="w")
    client.force_login(house.reader)

    response = client.get(IMAGES, {"os": "Windows"})

    assert images(response) == ["win"]
    assert option(response, "os", "Linux") == 1  # a further choice in the same facet adds
    assert option(response, "publisher", "Contoso") == 1  # in another one it narrows


def test_images_are_chosen_by_region_and_by_how_they_fare_there(client, house, disk):
    galleries.version(house.image, disk, regions=("westus2", "uksouth"))
    galleries.definition(house.gallery, name="bare", sku="bare")
    client.force_login(house.reader)

    response = client.get(IMAGES, {"region": "uksouth", "replication": "Completed"})

    assert images(response) == []
    assert option(response, "region", "westus2") == 0
    assert images(client.get(IMAGES, {"region": "uksouth"})) == ["ubuntu"]


def test_galleries_are_counted_once_however_many_images_match(client, house):
    galleries.definition(house.gallery, name="debian", sku="debian")
    client.force_login(house.reader)

    response = client.get(INDEX)

    assert option(response, "os", "Linux") == 1
    subscription = str(house.gallery.subscription.guid)
    assert option(response, "subscription", subscription) == 1


def test_an_order_that_there_is_not_is_left_out(client, house):
    client.force_login(house.reader)

    response = client.get(INDEX, {"sort": "cost", "whose": "theirs"})

    assert rows(response) == ["platform_images"]


@pytest.mark.parametrize("facet", ["subscription", "os", "publisher", "region"])
def test_what_nothing_has_matches_nothing(client, house, facet):
    client.force_login(house.reader)

    assert rows(client.get(INDEX, {facet: "no such thing"})) == []
    assert images(client.get(IMAGES, {facet: "no such thing"})) == []


def test_a_filter_that_applies_can_be_dropped_alone(client, house):
    client.force_login(house.reader)

    chips = client.get(INDEX, {"os": ["Linux", "Windows"], "q": "ubuntu"}).context["chips"]

    assert [chip.label for chip in chips] == ["ubuntu", "Linux"]
    assert "os=Windows" in chips[1].without
    assert "q=ubuntu" in chips[1].without


def test_htmx_gets_the_results_and_the_counts_without_the_frame(client, house):
    client.force_login(house.reader)

    response = client.get(INDEX, {"q": "ubuntu"}, headers=FRAGMENT)

    page = text(response)
    assert 'id="results"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    assert response["HX-Push-Url"] == f"{INDEX}?q=ubuntu"


def test_the_table_shows_the_same_galleries(client, house):
    client.force_login(house.reader)

    page = text(client.get(f"{INDEX}?view=table"))

    assert "<table" in page
    assert "platform_images" in page


def test_a_long_list_goes_on_on_the_next_page(client, house):
    for number in range(25):
        galleries.gallery(house.gallery.resource_group, name=f"gallery_{number:02}")
    client.force_login(house.publisher)

    first = client.get(f"{INDEX}?sort=name")
    cursor = first.context["page"].next
    second = client.get(INDEX, {"sort": "name", "cursor": cursor})

    assert len(rows(first)) == 24
    assert rows(second) == ["gallery_24", "platform_images"]


@pytest.mark.parametrize("url", [INDEX, f"{INDEX}?view=table", IMAGES])
def test_the_number_of_queries_does_not_grow_with_the_list(client, house, disk, url):
    galleries.version(house.image, disk)
    client.force_login(house.publisher)
    before = houses.queries_of(client, url)
    for number in range(4):
        more = galleries.gallery(house.gallery.resource_group, name=f"more_{number}")
        image = galleries.definition(more)
        galleries.version(image, disk, regions=("westus2", "westeurope"))

    assert houses.queries_of(client, url) == before
