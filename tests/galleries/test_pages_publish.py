"""Publishing from the browser: from uploads, from another version, and what keeps it from going."""

import io

import pytest

from accounts.pages import url_of
from galleries.models import ImageVersion
from regions.choices import ContentState
from regions.models import Region
from regions.services.uploads import append, begin_upload
from tests.support import galleries
from tests.support.factories import actor_of
from tests.support.regions import drain


@pytest.fixture
def url(house):
    return f"{house.image_url}create-version/"


@pytest.fixture
def publisher(client, house):
    client.force_login(house.publisher)
    return house.publisher


def upload(person, scope, disk, region="westus2"):
    """A disk file of the person that has arrived."""
    content = disk.read_bytes()
    place = galleries.region(region)
    made = begin_upload(
        actor=actor_of(person),
        owner=person,
        scope=scope,
        region=place,
        file_name=disk.name,
        length=len(content),
    )
    append(made, 0, io.BytesIO(content), len(content))
    return made


def form(*regions, **fields):
    return {
        "source": "upload",
        "source_region": "westus2",
        "number": "1.0.0",
        "target_regions": regions or ("westus2",),
        "target_regions-count": "1",
        **fields,
    }


def test_a_disk_that_was_dropped_becomes_a_version_in_every_region(
    client, house, publisher, url, disk, data_disk
):
    os_disk = upload(publisher, house.image.resource, disk)
    data = upload(publisher, house.image.resource, data_disk)
    sent = form("westus2", "uksouth", os_disk=f"={os_disk.guid}=", data_disks=f"3={data.guid}=")

    response = client.post(url, {**sent, "target_regions-uksouth-count": "2"})

    version = ImageVersion.objects.get()
    counts = dict(version.disk_set.claims.values_list("region", "replica_count"))
    assert response.url == url_of(version.resource)
    assert counts == {"westus2": 1, "uksouth": 2}
    assert [str(place) for place in version.disk_set.disks.all()] == [
        "OS disk",
        "Data disk, LUN 3",
    ]


def test_another_version_is_published_again_without_its_bytes(client, house, publisher, url, disk):
    galleries.version(house.image, disk)
    drain()
    path = "platform_images/ubuntu/1.0.0"

    client.post(url, form(source="version", source_version=path, number="1.1.0"))

    first, second = ImageVersion.objects.order_by("minor")
    assert set(second.disk_set.contents.all()) == set(first.disk_set.contents.all())


def test_the_next_free_number_and_the_regions_of_the_newest_are_suggested(
    client, house, publisher, url, disk
):
    galleries.version(house.image, disk, number="1.8.0", regions=("uksouth", "westeurope=2"))

    response = client.get(url)

    shown = response.context["form"]
    assert str(shown["number"].value()) == "1.8.1"
    chosen = {row.region.name: row.wish.count for row in shown["target_regions"].chosen_rows}
    assert chosen == {"uksouth": "1", "westeurope": "2"}


def test_everything_typed_stays_when_something_is_wrong(client, house, publisher, url, disk):
    galleries.version(house.image, disk)
    os_disk = upload(publisher, house.image.resource, disk)
    sent = form("westus2", "eastus", os_disk=f"={os_disk.guid}=vhd", tags="wave: 1")

    response = client.post(url, {**sent, "target_regions-eastus-count": "4"})

    page = response.content.decode()
    assert response.status_code == 422
    assert f'value="={os_disk.guid}=vhd"' in page
    assert "wave: 1" in page
    assert 'name="target_regions-eastus-count" value="4"' in page
    assert ImageVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "os_disk"),
        ({"os_disk": "=00000000-0000-0000-0000-000000000000="}, "os_disk"),
        ({"source": "version"}, "source_version"),
        ({"source": "version", "source_version": "no/such/1.0.0"}, "source_version"),
        ({"number": ""}, "number"),
        ({"number": "1.0"}, "number"),
        ({"source_region": "atlantis"}, "source_region"),
        ({"target_regions": ["westus2", "australiacentral"]}, "target_regions"),
        ({"target_regions-count": "0"}, "target_regions"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, house, publisher, url, fields, field):
    response = client.post(url, form(**fields))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not ImageVersion.objects.exists()


def test_a_number_that_is_taken_names_the_next_free_one(client, house, publisher, url, disk):
    galleries.version(house.image, disk)
    os_disk = upload(publisher, house.image.resource, disk)

    response = client.post(url, form(os_disk=f"={os_disk.guid}="))

    assert "1.0.1" in str(response.context["form"].errors["number"])
    assert response.context["steps"] == {"details": "1 to fix"}


def test_an_upload_of_somebody_else_is_not_there(client, house, publisher, url, disk):
    theirs = upload(house.stranger, house.image.resource, disk)

    response = client.post(url, form(os_disk=f"={theirs.guid}="))

    assert response.status_code == 422
    assert "os_disk" in response.context["form"].errors


def test_an_upload_for_another_image_is_refused(client, house, publisher, url, disk):
    other = galleries.definition(house.gallery, sku="other")
    meant = upload(publisher, other.resource, disk)

    response = client.post(url, form(os_disk=f"={meant.guid}="))

    assert "for another image" in str(response.context["form"].errors["os_disk"])


def test_a_version_that_one_cannot_read_is_no_source(client, house, publisher, url, disk):
    hidden = galleries.definition(galleries.gallery(name="hidden"), name="secret")
    galleries.version(hidden, disk)
    drain()

    response = client.post(url, form(source="version", source_version="hidden/secret/1.0.0"))

    assert "that you can see" in str(response.context["form"].errors["source_version"])
    assert "hidden/secret" not in response.context["sources"]


def test_the_review_follows_the_form(client, house, publisher, url, disk):
    os_disk = upload(publisher, house.image.resource, disk)
    asked = form("westus2", "eastus", os_disk=f"={os_disk.guid}=")
    asked |= {"target_regions-westus2-count": "2", "target_regions-westus2-type": "Standard_ZRS"}

    response = client.get(url, asked, headers={"HX-Request": "true"})

    review = response.context["review"]
    assert (review.regions, review.copies) == (2, 7)
    assert review.bytes == os_disk.length
    assert "<html" not in response.content.decode()


def test_readers_do_not_publish(client, house, url):
    client.force_login(house.reader)
    assert client.get(url).status_code == 403
    assert client.post(url, form()).status_code == 403

    client.force_login(house.stranger)
    assert client.get(url).status_code == 404


def test_a_disk_that_could_not_be_read_is_replaced(client, house, publisher, disk):
    version = galleries.version(house.image, disk)
    version.disk_set.contents.update(state=ContentState.FAILED, error_message="It is gone.")
    url = url_of(version.resource)

    shown = client.get(url).content.decode()
    other = upload(publisher, house.image.resource, disk)
    response = client.post(f"{url}source/", {"os_disk": f"={other.guid}="})

    drain()
    version.refresh_from_db()
    assert "could not be read" in shown
    assert f"{url}source/" in shown
    assert response.url == url
    assert version.disk_set.claims.get().state == "Completed"


def test_where_no_region_may_be_used_it_says_who_can_change_that(client, publisher, url):
    Region.objects.update(is_restricted=True)

    response = client.get(url)

    assert response.status_code == 403
    assert "allow list" in response.content.decode()
