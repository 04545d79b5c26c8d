"""Whom a gallery is shared with, as readers see it: at home alike by page and API, guests not."""

import uuid

import pytest
from django.urls import reverse

from accounts import roles
from galleries.choices import ShareKind, Sharing
from galleries.models import DirectShare, Gallery
from tests.galleries.arm import path_of
from tests.support import factories
from tests.support.api import Caller

RECIPIENT = uuid.uuid4()


@pytest.fixture
def shared(house):
    Gallery.objects.update(sharing=Sharing.GROUPS)
    DirectShare.objects.create(gallery=house.gallery, kind=ShareKind.TENANT, guid=RECIPIENT)
    return house


@pytest.fixture
def guest(house):
    factories.grant(roles.READER, house.guest, house.gallery)
    return house.guest


def address(house):
    return reverse("galleries:sharing", args=[house.gallery.resource.guid])


def page_of(client, person, house):
    client.force_login(person)
    found = client.get(address(house))
    return found.status_code, found.content.decode()


def told_by_api(person, house):
    address = f"{path_of(house.gallery)}?$select=Permissions"
    return Caller(person).get(address).data["properties"]["sharingProfile"].get("groups")


@pytest.mark.parametrize("who", ["reader", "publisher"])
def test_readers_at_home_see_it_by_page_and_api(client, shared, who):
    person = getattr(shared, who)

    status, page = page_of(client, person, shared)

    assert (status, str(RECIPIENT) in page) == (200, True)
    assert told_by_api(person, shared) == [{"type": "AADTenants", "ids": [str(RECIPIENT)]}]
    assert address(shared) in client.get(shared.gallery_url).content.decode()


def test_guests_see_it_by_neither(client, shared, guest):
    status, page = page_of(client, guest, shared)

    assert (status, str(RECIPIENT) in page) == (403, False)
    assert told_by_api(guest, shared) is None
    assert address(shared) not in client.get(shared.gallery_url).content.decode()


def test_a_guest_who_may_share_sees_it_by_both(client, shared, guest):
    factories.grant(roles.GALLERY_SHARING_ADMIN, guest, shared.gallery)

    assert str(RECIPIENT) in page_of(client, guest, shared)[1]
    assert told_by_api(guest, shared)


@pytest.mark.parametrize("sharing", Sharing.values)
def test_readers_are_offered_no_change(client, house, sharing):
    Gallery.objects.update(sharing=sharing)
    DirectShare.objects.create(gallery=house.gallery, kind=ShareKind.TENANT, guid=RECIPIENT)

    status, page = page_of(client, house.reader, house)

    assert status == 200
    for change in ("share-directly", "share-everybody", "stop-sharing"):
        assert reverse(f"galleries:{change}", args=[house.gallery.resource.guid]) not in page
    assert "/remove/" not in page


def test_readers_see_that_nobody_is_named_yet(client, house):
    Gallery.objects.update(sharing=Sharing.GROUPS)

    assert "none is named so far" in page_of(client, house.reader, house)[1]
