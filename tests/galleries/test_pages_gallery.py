"""Pages of galleries and images: seeing, creating, changing, deleting, and who may not."""

import pytest

from accounts.roles import CONTRIBUTOR
from galleries.models import Gallery, ImageDefinition
from galleries.services.definitions import delete_definition
from tests.galleries import house as houses
from tests.support import factories, galleries
from tests.support.factories import ACTOR

CREATE = "/galleries/create/"
IMAGE = {
    "name": "debian",
    "publisher": "Contoso",
    "offer": "Platform",
    "sku": "debian-12",
    "os_type": "Linux",
    "os_state": "Generalized",
    "generation": "V2",
    "architecture": "x64",
}


@pytest.fixture
def as_publisher(client, house):
    client.force_login(house.publisher)
    return client


@pytest.fixture
def as_reader(client, house):
    client.force_login(house.reader)
    return client


def gallery_form(house, **fields):
    group = str(house.gallery.resource_group.resource.guid)
    return {"name": "edge", "resource_group": group, "region": "westus2", "tags": "", **fields}


def test_a_gallery_shows_its_images_and_who_can_use_it(as_reader, house):
    page = as_reader.get(house.gallery_url).content.decode()

    assert house.image_url in page
    assert "Priya" in page
    assert "Create image" not in page


def test_the_gallery_of_an_image_shared_alone_is_not_found(client, house):
    client.force_login(house.guest)

    assert client.get(house.image_url).status_code == 200
    assert client.get(house.gallery_url).status_code == 404


@pytest.mark.parametrize("path", ["", "settings/", "delete/", "create-image/"])
def test_what_is_invisible_is_not_found(client, house, path):
    client.force_login(house.stranger)

    assert client.get(house.gallery_url + path).status_code == 404
    assert client.get(house.image_url).status_code == 404


@pytest.mark.parametrize("path", ["settings/", "delete/", "create-image/"])
def test_what_is_visible_but_not_allowed_is_forbidden(as_reader, house, path):
    response = as_reader.post(house.gallery_url + path, {"confirm": "platform_images"})

    assert response.status_code == 403
    assert Gallery.objects.filter(pk=house.gallery.pk).exists()


def test_images_of_a_gallery_are_filtered_in_place(as_reader, house):
    galleries.definition(house.gallery, name="win", sku="w", os_type="Windows")

    response = as_reader.get(house.gallery_url, {"os": "Windows"}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert "/images/win/" in page
    assert "/images/ubuntu/" not in page
    assert "<html" not in page


def test_the_images_of_a_gallery_cost_the_same_number_of_queries(as_reader, house, disk):
    galleries.version(house.image, disk)
    before = houses.queries_of(as_reader, house.gallery_url)
    for number in range(4):
        galleries.version(galleries.definition(house.gallery, sku=f"s{number}"), disk)

    assert houses.queries_of(as_reader, house.gallery_url) == before


def test_creating_a_gallery(as_publisher, house):
    form = gallery_form(house, title="Branch and edge", tags="team: stores\ncost: 42")

    response = as_publisher.post(CREATE, form)

    made = Gallery.objects.get(name="edge")
    assert response.url == f"/galleries/{made.resource.guid}/"
    assert made.resource.title == "Branch and edge"
    assert made.resource.tags["team"] == "stores"


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"name": "with-dash"}, "name", "Gallery name is invalid"),
        ({"name": "platform_images"}, "name", "not unique"),
        ({"region": ""}, "region", "Choose a location"),
        ({"tags": ": nothing"}, "tags", "needs a name"),
    ],
)
def test_what_is_wrong_with_a_gallery_is_told_at_its_field(
    as_publisher, house, fields, field, says
):
    response = as_publisher.post(CREATE, gallery_form(house, title="Kept", **fields))

    assert response.status_code == 422
    assert says in str(response.context["form"].errors[field])
    assert 'value="Kept"' in response.content.decode()
    assert Gallery.objects.count() == 1


def test_a_group_in_which_one_may_not_create_is_no_choice(as_publisher, house):
    other = factories.resource_group()
    form = gallery_form(house, resource_group=str(other.resource.guid))

    response = as_publisher.post(CREATE, form)

    assert response.status_code == 422
    assert "resource_group" in response.context["form"].errors


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        (CREATE, {"name": "not-this"}, {"name", "resource_group", "region"}),
        ("create-image/", {"name": "a b", "sku": "ends."}, {"name", "sku", "publisher", "offer"}),
    ],
)
def test_a_name_against_the_rule_is_told_together_with_what_is_missing(
    as_publisher, house, path, fields, told
):
    address = path if path == CREATE else house.gallery_url + path

    response = as_publisher.post(address, fields)

    assert response.status_code == 422
    assert told <= set(response.context["form"].errors)


def test_changing_a_gallery_keeps_its_title_among_the_tags(as_publisher, house):
    form = {"title": "Base images", "description": "Rebuilt on Tuesdays", "tags": "team: base"}

    as_publisher.post(f"{house.gallery_url}settings/", form)

    house.gallery.refresh_from_db()
    card = house.gallery.resource
    card.refresh_from_db()
    assert (card.title, house.gallery.description) == ("Base images", "Rebuilt on Tuesdays")
    assert card.tags["team"] == "base"


def test_a_gallery_with_images_is_not_deleted_and_says_what_is_inside(as_publisher, house):
    url = f"{house.gallery_url}delete/"

    shown = as_publisher.get(url).content.decode()
    response = as_publisher.post(url, {"confirm": "platform_images"})

    assert f"Delete {house.gallery.resource.title}?" in shown
    assert "1 image" in shown
    assert response.status_code == 422
    assert Gallery.objects.filter(pk=house.gallery.pk).exists()


def test_an_empty_gallery_is_deleted_when_its_name_is_typed(as_publisher, house):
    delete_definition(actor=ACTOR, definition=house.image)
    url = f"{house.gallery_url}delete/"

    wrong = as_publisher.post(url, {"confirm": "platform"})
    right = as_publisher.post(url, {"confirm": "platform_images"})

    assert wrong.status_code == 422
    assert right.url == "/galleries/"
    assert not Gallery.objects.exists()


def test_creating_an_image_with_the_usual_choices_made(as_publisher, house):
    url = f"{house.gallery_url}create-image/"

    form = as_publisher.get(url).context["form"]
    response = as_publisher.post(url, IMAGE)

    made = ImageDefinition.objects.get(name="debian")
    assert form["generation"].value() == "V2"
    assert response.url == f"{house.gallery_url}images/debian/"
    assert made.urn == "Contoso:Platform:debian-12"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "-debian"}, "name"),
        ({"sku": "ubuntu-2204"}, "sku"),
        ({"publisher": "Contoso."}, "publisher"),
        ({"vcpus_min": "8", "vcpus_max": "2"}, "vcpus_min"),
        ({"end_of_life": "2001-01-01"}, "end_of_life"),
        ({"privacy_uri": "not an address"}, "privacy_uri"),
        ({"os_type": "Solaris"}, "os_type"),
    ],
)
def test_what_is_wrong_with_an_image_is_told_at_its_field(as_publisher, house, fields, field):
    response = as_publisher.post(f"{house.gallery_url}create-image/", {**IMAGE, **fields})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert ImageDefinition.objects.count() == 1


def test_changing_an_image(as_publisher, house):
    form = {"title": "Ubuntu base", "description": "Hardened", "vcpus_min": "2", "memory_max": "64"}

    response = as_publisher.post(f"{house.image_url}settings/", form)

    house.image.refresh_from_db()
    assert response.url == house.image_url
    assert (house.image.description, house.image.vcpus_min) == ("Hardened", 2)


def test_an_image_with_versions_is_not_deleted(as_publisher, house, disk):
    galleries.version(house.image, disk)

    response = as_publisher.post(f"{house.image_url}delete/", {"confirm": "ubuntu"})

    assert response.status_code == 422
    assert ImageDefinition.objects.filter(pk=house.image.pk).exists()


def test_versions_are_listed_by_number_and_latest_is_marked(as_reader, house, disk):
    for number in ("1.9.0", "1.10.0"):
        version = galleries.version(house.image, disk, number=number)
        version.disk_set.claims.update(replicas_ready=1, state="Completed")

    response = as_reader.get(house.image_url)

    rows = response.context["page"].rows
    assert [row.version.number for row in rows] == ["1.10.0", "1.9.0"]
    assert [row.is_latest for row in rows] == [True, False]
    assert "export_image" in response.content.decode()


def test_the_versions_of_an_image_cost_the_same_number_of_queries(as_reader, house, disk):
    galleries.version(house.image, disk)
    before = houses.queries_of(as_reader, house.image_url)
    for minor in range(1, 5):
        galleries.version(house.image, disk, number=f"1.{minor}.0", regions=("westus2", "uksouth"))

    assert houses.queries_of(as_reader, house.image_url) == before


def test_controls_follow_what_one_may_do(client, house):
    builder = factories.person(house.gallery.subscription.tenant, "Builder")
    factories.grant(CONTRIBUTOR, builder, house.image)
    client.force_login(builder)

    page = client.get(house.image_url).content.decode()

    assert "New version" in page
    assert house.gallery_url + '"' not in page


def test_what_happened_below_names_the_image_and_the_version(as_reader, house, disk):
    galleries.version(house.image, disk)

    events = as_reader.get(house.gallery_url).context["events"]

    assert events[0].text.endswith("published ubuntu 1.0.0")
    assert events[0].note == "ubuntu 1.0.0"
