"""Sharing a gallery from its page: with subscriptions and tenants, or with everybody."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import roles
from galleries.choices import ShareKind, Sharing
from galleries.models import DirectShare, Gallery
from galleries.services.galleries import create_gallery
from tests.galleries import house as houses
from tests.support import factories, galleries
from tests.support.factories import ACTOR
from tests.support.regions import drain

COMMUNITY = {
    "public_name_prefix": "contoso",
    "publisher_uri": "https://contoso.example",
    "publisher_contact": "images@contoso.example",
    "eula": "https://contoso.example/terms",
}


@pytest.fixture
def gallery(db) -> Gallery:
    return houses.build().gallery


@pytest.fixture
def owner(client: Client, gallery: Gallery) -> Client:
    person = factories.person(gallery.subscription.tenant)
    factories.grant(roles.OWNER, person, gallery.subscription.tenant)
    client.force_login(person)
    return client


def at(page: str, gallery: Gallery, *more: Any) -> str:
    return reverse(f"galleries:{page}", args=[gallery.resource.guid, *more])


def text(response: Any) -> str:
    return str(response.content.decode())


def shares(gallery: Gallery) -> set[tuple[str, uuid.UUID]]:
    return set(gallery.shares.values_list("kind", "guid"))


def test_a_private_gallery_offers_both_ways(owner, gallery):
    page = text(owner.get(at("sharing", gallery)))

    assert "Private: it is open to people, groups and apps that have a role" in page
    assert at("share-directly", gallery) in page
    assert at("share-everybody", gallery) in page


def test_it_is_shared_with_subscriptions_and_tenants_in_one_step(owner, gallery):
    one, two, tenant = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()

    owner.post(
        at("share-directly", gallery), {"subscriptions": f"{one}\n {two}", "tenants": str(tenant)}
    )

    gallery.refresh_from_db()
    assert gallery.sharing == Sharing.GROUPS
    assert shares(gallery) == {
        (ShareKind.SUBSCRIPTION, one),
        (ShareKind.SUBSCRIPTION, two),
        (ShareKind.TENANT, tenant),
    }


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Name at least one subscription or tenant."),
        ({"subscriptions": "abc"}, "“abc” is not an id."),
        ({"tenants": "\n".join(str(uuid.uuid4()) for _ in range(6))}, "at most 5"),
    ],
)
def test_bad_input_shares_nothing(owner, gallery, form, told):
    response = owner.post(at("share-directly", gallery), form)

    gallery.refresh_from_db()
    assert response.status_code == 422
    assert told in text(response)
    assert (gallery.sharing, DirectShare.objects.count()) == (Sharing.PRIVATE, 0)


def test_names_of_recipients_are_told_only_where_one_can_read(owner, gallery):
    own, foreign = factories.subscription(gallery.subscription.tenant, "Ours"), uuid.uuid4()
    secret = factories.subscription(name="Theirs")
    owner.post(
        at("share-directly", gallery), {"subscriptions": f"{own.guid} {foreign} {secret.guid}"}
    )

    page = text(owner.get(at("sharing", gallery)))

    assert "Ours" in page
    assert "Theirs" not in page
    assert page.count("Not known to you</span>") == 2
    assert str(secret.guid) in page


def test_one_is_taken_off_again(owner, gallery):
    one, two = uuid.uuid4(), uuid.uuid4()
    owner.post(at("share-directly", gallery), {"subscriptions": f"{one} {two}"})

    owner.post(at("unshare", gallery, "Subscriptions", one))

    assert shares(gallery) == {(ShareKind.SUBSCRIPTION, two)}


def test_there_is_no_other_kind_of_recipient(owner, gallery):
    response = owner.post(at("unshare", gallery, "Planets", uuid.uuid4()))

    assert response.status_code == 404


def test_everybody_sees_it_under_a_public_name(owner, gallery):
    owner.post(at("share-everybody", gallery), COMMUNITY)

    page = text(owner.get(at("sharing", gallery)))
    gallery.refresh_from_db()
    assert gallery.community.is_enabled
    assert gallery.community.public_name in page
    assert "Community" in text(owner.get(at("gallery", gallery)))


def test_what_is_said_in_public_can_change_and_the_name_stays(owner, gallery):
    owner.post(at("share-everybody", gallery), COMMUNITY)
    name = gallery.community.public_name

    told = {**COMMUNITY, "publisher_contact": "new@contoso.example"}
    owner.post(at("share-everybody", gallery), told)
    refused = owner.post(at("share-everybody", gallery), {**COMMUNITY, "public_name_prefix": "x"})

    gallery.community.refresh_from_db()
    assert gallery.community.publisher_contact == "new@contoso.example"
    assert gallery.community.public_name == name
    assert refused.status_code == 422


def test_before_it_is_shared_with_everybody_one_reads_what_that_means(owner, gallery):
    page = text(owner.get(at("share-everybody", gallery)))

    assert "Whoever signs in here can use it" in page
    assert "1 image with 0 versions" in page


def test_a_gallery_with_something_elsewhere_stays_private(owner, gallery):
    card = gallery.resource
    type(card).objects.filter(gallery=card).exclude(pk=card.pk).update(region="uksouth")

    response = owner.post(at("share-everybody", gallery), COMMUNITY)

    gallery.refresh_from_db()
    assert response.status_code in {409, 422}
    assert gallery.sharing == Sharing.PRIVATE


def test_stopping_tells_who_loses_it_and_ends_both_ways(owner, gallery):
    owner.post(at("share-everybody", gallery), COMMUNITY)

    asked = text(owner.get(at("stop-sharing", gallery)))
    owner.post(at("stop-sharing", gallery))

    gallery.refresh_from_db()
    assert "is gone for everybody" in asked
    assert gallery.sharing == Sharing.PRIVATE


def test_who_may_share_but_not_change_shares_only_what_is_meant_for_it(client, gallery):
    person = factories.person(gallery.subscription.tenant)
    factories.grant(roles.READER, person, gallery)
    factories.grant(roles.GALLERY_SHARING_ADMIN, person, gallery)
    client.force_login(person)
    meant = create_gallery(
        actor=ACTOR,
        resource_group=gallery.resource_group,
        name="meant",
        region=gallery.resource.region,
        sharing=Sharing.GROUPS,
    )
    factories.grant(roles.READER, person, meant)
    factories.grant(roles.GALLERY_SHARING_ADMIN, person, meant)
    form = {"subscriptions": str(uuid.uuid4())}

    refused = client.post(at("share-directly", gallery), form)
    done = client.post(at("share-directly", meant), form)

    assert (refused.status_code, done.status_code) == (403, 302)
    assert not gallery.shares.exists()


def test_readers_share_it_with_nobody(client, gallery):
    person = factories.person(gallery.subscription.tenant)
    factories.grant(roles.READER, person, gallery)
    client.force_login(person)

    answer = client.post(at("share-directly", gallery), {"tenants": str(uuid.uuid4())})

    assert answer.status_code == 403
    assert not DirectShare.objects.exists()


@pytest.fixture
def ready(disk) -> Gallery:
    """A gallery with a version that can be used."""
    house = houses.build()
    galleries.version(house.image, disk)
    drain()
    return house.gallery


def sees(person: Any) -> str:
    client = Client()
    client.force_login(person)
    return text(client.get(reverse("galleries:shared")))


def partner() -> tuple[Any, Any]:
    """Somebody of another tenant, and the subscription that they may read."""
    subscription = factories.subscription()
    person = factories.person(subscription.tenant)
    factories.grant(roles.READER, person, subscription)
    return person, subscription


@pytest.mark.parametrize("kind", ["subscriptions", "tenants"])
def test_what_is_shared_with_ones_subscription_or_tenant_is_found(ready, kind):
    person, subscription = partner()
    guid = subscription.guid if kind == "subscriptions" else subscription.tenant.guid
    assert "ubuntu" not in sees(person)

    owner_of(ready).post(at("share-directly", ready), {kind: str(guid)})

    assert f"/SharedGalleries/{ready.unique_name}/Images/ubuntu/Versions/latest" in sees(person)


def test_what_is_shared_with_everybody_is_found_by_its_public_name(ready):
    person, _ = partner()

    owner_of(ready).post(at("share-everybody", ready), COMMUNITY)

    page = sees(person)
    assert f"/CommunityGalleries/{ready.community.public_name}/Images/ubuntu" in page
    assert str(ready.subscription.guid) not in page


def test_a_publishers_page_is_no_script(ready):
    owner = owner_of(ready)
    owner.post(at("share-everybody", ready), COMMUNITY)
    ready.community.publisher_uri = "javascript:alert(1)"
    ready.community.save()
    person, _ = partner()

    assert "contoso" in sees(person)
    assert 'href="javascript:' not in sees(person) + text(owner.get(at("sharing", ready)))


def test_a_share_is_of_no_use_without_a_subscription_to_look_from(ready):
    subscription = factories.subscription()
    person = factories.person(subscription.tenant)
    owner_of(ready).post(at("share-directly", ready), {"subscriptions": str(subscription.guid)})

    page = sees(person)

    assert "There is no subscription to look from" in page
    assert "ubuntu" not in page


def test_nothing_that_is_not_ready_is_found(gallery):
    person, subscription = partner()

    owner_of(gallery).post(at("share-directly", gallery), {"subscriptions": subscription.guid})

    assert "SharedGalleries/" not in sees(person)


def owner_of(gallery: Gallery) -> Client:
    person = factories.person(gallery.subscription.tenant)
    factories.grant(roles.OWNER, person, gallery.subscription.tenant)
    client = Client()
    client.force_login(person)
    return client
