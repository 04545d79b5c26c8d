"""Who can use a gallery, as its page tells it: the first few, and nobody whom one may not know."""

from accounts.roles import READER
from tests.galleries import house as houses
from tests.support import factories


def holders(client, person, house):
    client.force_login(person)
    found = client.get(house.gallery_url)
    return [str(held.principal) for held in found.context["holders"]], found.content.decode()


def test_the_page_names_the_first_and_counts_the_others(client, house):
    for number in range(5):
        factories.grant(READER, factories.person(house.reader.tenant, f"A {number}"), house.gallery)

    names, page = holders(client, house.reader, house)

    assert names == ["A 0", "A 1", "A 2", "A 3"]
    assert "and 3 more" in page


def test_a_guest_learns_only_who_of_their_own_tenant_can(client, house):
    factories.grant(READER, house.guest, house.gallery)

    names, page = holders(client, house.guest, house)

    assert names == ["Kenji"]
    assert "Priya" not in page
    assert "more</span>" not in page


def test_more_holders_take_no_more_queries(client, house):
    client.force_login(house.reader)
    few = houses.queries_of(client, house.gallery_url)
    for _ in range(6):
        factories.grant(READER, factories.person(), house.gallery)

    assert houses.queries_of(client, house.gallery_url) == few
