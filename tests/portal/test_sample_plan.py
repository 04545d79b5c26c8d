"""The sample's plan names only what exists, and stays small."""

from accounts.roles import BY_KEY
from portal.sample.plan import editions, organisation, sign_in_name
from regions.catalogue import configuration

MOST_REPLICAS = 150


def test_it_is_the_promised_size():
    tenants, galleries = organisation()["tenant"], organisation()["gallery"]

    assert [tenant["name"] for tenant in tenants] == ["Contoso", "Fabrikam"]
    assert sum(len(tenant["subscriptions"]) for tenant in tenants) == 5
    assert len(galleries) == 8
    assert 25 <= sum(len(gallery["images"]) for gallery in galleries) <= 35


def test_it_asks_for_few_replicas_in_regions_that_anybody_may_use():
    count = 0
    for edition in editions():
        for text in edition.regions:
            name, *rest = text.split("=")
            assert not configuration()[name].get("restricted")
            count += int(rest[0]) if rest else 1

    assert count <= MOST_REPLICAS


def test_every_role_is_a_built_in_one():
    assert {grant["role"] for grant in organisation()["grant"]} <= set(BY_KEY)


def test_older_editions_come_before_newer_ones_of_the_same_image():
    seen: dict[str, int] = {}
    for edition in editions():
        key = f"{edition.gallery['name']}/{edition.image['name']}"
        assert edition.edition == seen.get(key, -1) + 1
        seen[key] = edition.edition


def test_a_sign_in_name_is_plain_letters():
    assert sign_in_name("Tomás Vega", "contoso.example") == "tomas@contoso.example"
