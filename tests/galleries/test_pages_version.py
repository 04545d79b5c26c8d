"""The page of a version: live progress, what may be done to a region, changing and deleting it."""

import pytest

from accounts.pages import url_of
from galleries.models import ImageVersion
from portal.audit.services import record
from regions.choices import ReplicaState
from regions.models import Claim, Replica
from tests.galleries import house as houses
from tests.support import galleries
from tests.support.factories import actor_of
from tests.support.regions import drain

POLL = {"HX-Request": "true"}


@pytest.fixture
def version(house, disk):
    return galleries.version(house.image, disk, regions=("westus2=2", "uksouth"))


@pytest.fixture
def url(version):
    return url_of(version.resource)


def fail(version, region):
    """As a worker leaves a replica whose store was full."""
    replicas = Replica.objects.filter(claim__disk_set=version.disk_set, claim__region=region)
    replicas.update(
        state=ReplicaState.FAILED, error_code="StoreFull", error_message="The store is full."
    )
    Claim.objects.filter(disk_set=version.disk_set, region=region).update(state="Failed")


def targets(url, *regions, **fields):
    return {"target_regions": regions, "target_regions-count": "1", **fields}


def test_every_region_is_a_lane_and_a_pin(client, house, url):
    client.force_login(house.reader)

    page = client.get(url).content.decode()

    assert 'id="lane-westus2"' in page
    assert 'id="lane-uksouth"' in page
    assert "Map of 2 regions" in page
    assert 'hx-trigger="every 2s"' in page


def test_polling_goes_on_while_regions_are_under_way(client, house, url):
    client.force_login(house.reader)

    response = client.get(url, headers=POLL)

    assert response.status_code == 200
    assert "<html" not in response.content.decode()


def test_polling_ends_when_every_region_has_settled(client, house, url):
    drain()
    client.force_login(house.reader)

    response = client.get(url, headers=POLL)
    whole = client.get(url).content.decode()

    page = response.content.decode()
    assert response.status_code == 286
    assert "In every region" in page
    assert "latest</span>" in page  # it became so meanwhile
    assert "hx-trigger" not in whole.split('id="live"')[1].split(">")[0]


def test_the_whole_page_is_never_answered_with_286(client, house, url):
    drain()
    client.force_login(house.reader)

    assert client.get(url).status_code == 200


def test_a_region_that_failed_comes_first_with_reason_and_fix(client, house, version, url):
    fail(version, "uksouth")
    client.force_login(house.publisher)

    page = client.get(url).content.decode()

    assert "The store is full." in page
    assert "Free or add space" in page
    assert f"{url}regions/uksouth/retry/" in page


def test_readers_see_the_reason_but_no_button(client, house, version, url):
    fail(version, "uksouth")
    client.force_login(house.reader)

    page = client.get(url).content.decode()

    assert "The store is full." in page
    assert "retry/" not in page


def test_a_failed_region_is_tried_again(client, house, version, url):
    fail(version, "uksouth")
    client.force_login(house.publisher)

    response = client.post(f"{url}regions/uksouth/retry/")

    drain()
    claim = version.disk_set.claims.get(region="uksouth")
    assert response.url == url
    assert claim.state == "Completed"


def test_copying_to_one_region_is_cancelled_and_the_others_go_on(client, house, version, url):
    client.force_login(house.publisher)

    client.post(f"{url}regions/uksouth/cancel/")

    drain()
    states = dict(version.disk_set.claims.values_list("region", "state"))
    assert states == {"westus2": "Completed", "uksouth": "Failed"}


@pytest.mark.parametrize("path", ["regions/uksouth/retry/", "regions/uksouth/cancel/"])
def test_only_who_may_change_a_version_acts_on_its_regions(client, house, version, url, path):
    client.force_login(house.reader)
    assert client.post(url + path).status_code == 403

    client.force_login(house.stranger)
    assert client.post(url + path).status_code == 404


def test_a_region_that_the_version_is_not_in_is_not_found(client, house, url):
    client.force_login(house.publisher)

    assert client.post(f"{url}regions/eastus/retry/").status_code == 404


def test_actions_are_never_done_by_a_link(client, house, url):
    client.force_login(house.publisher)

    assert client.get(f"{url}regions/uksouth/cancel/").status_code == 405


@pytest.mark.parametrize("number", ["1.0", "x.y.z", "9.9.9", "1.0.99999999999999999999"])
def test_what_is_no_version_is_not_found(client, house, version, number):
    client.force_login(house.reader)

    assert client.get(f"{house.image_url}versions/{number}/").status_code == 404


def test_the_guest_of_an_image_is_not_told_whom_else_it_was_given_to(client, house):
    actor = actor_of(house.publisher)
    record(
        actor, "Microsoft.Authorization/roleAssignments/write", house.image.resource, "let in Zoe"
    )

    client.force_login(house.publisher)
    assert "let in Zoe" in client.get(house.image_url).content.decode()
    client.force_login(house.guest)
    assert "let in Zoe" not in client.get(house.image_url).content.decode()


def test_the_guest_of_an_image_opens_its_versions(client, house, url):
    client.force_login(house.guest)

    page = client.get(url).content.decode()

    assert "1.0.0" in page
    assert f'"{house.gallery_url}"' not in page


def test_the_page_costs_the_same_number_of_queries_for_more_regions(client, house, disk, url):
    more = galleries.version(
        house.image, disk, number="2.0.0", regions=("westus2=3", "uksouth", "eastus", "westeurope")
    )
    client.force_login(house.reader)

    assert houses.queries_of(client, url) == houses.queries_of(client, url_of(more.resource))


def test_regions_are_added_and_counts_changed(client, house, version, url):
    client.force_login(house.publisher)
    form = targets(url, "westus2", "uksouth", "eastus", **{"target_regions-westus2-count": "3"})

    response = client.post(f"{url}regions/", form)

    counts = dict(version.disk_set.claims.values_list("region", "replica_count"))
    assert response.url == url
    assert counts == {"westus2": 3, "uksouth": 1, "eastus": 1}


def test_a_count_out_of_bounds_is_told_at_the_regions_and_changes_nothing(
    client, house, version, url
):
    client.force_login(house.publisher)
    form = targets(url, "westus2", **{"target_regions-westus2-count": "101"})

    response = client.post(f"{url}regions/", form)

    assert response.status_code == 422
    assert "target_regions" in response.context["form"].errors
    assert version.disk_set.claims.count() == 2


def test_excluding_a_version_from_latest(client, house, version, url):
    client.force_login(house.publisher)

    client.post(f"{url}settings/", {"exclude_from_latest": "on", "tags": "wave: 2"})

    version.refresh_from_db()
    version.resource.refresh_from_db()
    assert version.exclude_from_latest
    assert version.resource.tags == {"wave": "2"}


def test_an_end_of_life_in_the_past_is_refused(client, house, version, url):
    client.force_login(house.publisher)

    response = client.post(f"{url}settings/", {"end_of_life": "2001-01-01"})

    assert response.status_code == 422
    assert "end_of_life" in response.context["form"].errors


def test_deleting_says_what_goes_and_what_latest_becomes(client, house, version, url, disk):
    drain()
    client.force_login(house.publisher)

    page = client.get(f"{url}delete/").content.decode()
    response = client.post(f"{url}delete/", {"confirm": "1.0.0"})

    assert f"<title>Delete {house.image.resource.title} 1.0.0 " in page
    assert house.gallery.resource.title in page  # the way there
    assert "3 replicas" in page
    assert "gives nothing until another is ready" in page
    assert response.url == house.image_url
    assert not ImageVersion.objects.exists()


@pytest.mark.parametrize("path", ["settings/", "regions/", "source/", "delete/"])
def test_readers_change_nothing(client, house, version, url, path):
    client.force_login(house.reader)

    assert client.get(url + path).status_code == 403
    assert client.post(url + path, {"confirm": "1.0.0"}).status_code == 403
    assert ImageVersion.objects.exists()
