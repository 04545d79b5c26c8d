"""No page asks the database more as its rows grow."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import roles
from tests.access.addresses import ROWS
from tests.access.case import WorldCase
from tests.access.world import PEOPLE, World
from tests.support import factories, galleries

OWNER = PEOPLE.index("owner")
ADDRESSES = [row for row in ROWS if row.method == "GET" and row.letters[OWNER] == "o"]
# Signing in has nothing to list, and the health checks talk to workers.
LEFT_OUT = {"accounts:sign-in", "accounts:choose-password", "healthz", "readyz"}


@pytest.mark.timeout(900)  # every page, four times
class ConstantQueries(WorldCase):
    few: dict[str, int]
    many: dict[str, int]

    @classmethod
    def furnish(cls, disk: Path) -> None:
        grow(cls.world, disk, 1)
        cls.few = cls.count_all()
        grow(cls.world, disk, 6)
        cls.many = cls.count_all()

    @classmethod
    def count_all(cls) -> dict[str, int]:
        return {
            f"{row.name} {row.place}": cls.count(row)
            for row in ADDRESSES
            if row.name not in LEFT_OUT
        }

    @classmethod
    def count(cls, row: Any) -> int:
        """Asked twice, so that what is kept for the next request does not count."""
        client = Client()
        client.force_login(cls.world.people["owner"])  # type: ignore[arg-type]
        address = reverse(row.name, kwargs=cls.world.address(row.place))
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address)
            if response.streaming:
                list(response)  # type: ignore[call-overload]
        return len(queries)

    def test_pages_ask_as_much_for_many_rows_as_for_few(self) -> None:
        more = {at: (n, self.many[at]) for at, n in self.few.items() if self.many[at] > n}

        assert not more


def grow(world: World, disk: Path, count: int) -> None:
    """More of everything that a page lists."""
    tenant, subscription = world.things["tenant"], world.things["subscription"]
    container, definition = world.things["resource_group"], world.things["definition"]
    for _ in range(count):
        gallery = galleries.gallery(container)
        image = galleries.definition(gallery)
        galleries.definition(world.things["gallery"])
        galleries.version(image, disk)
        number = f"2.0.{definition.versions.count()}"
        galleries.version(definition, disk, number, ("westus2", "westeurope=2", "uksouth"))
        person, app = factories.person(tenant), factories.app(tenant)
        factories.secret(world.things["app"].as_service.application)
        factories.connected_app(tenant)
        group = factories.group(tenant, members=(person,))
        factories.resource_group(factories.subscription(tenant))
        factories.resource_group(subscription)
        for card in (world.things["gallery"], definition, image, subscription, tenant):
            factories.grant(roles.READER, person, card)
            factories.grant(roles.READER, group, card)
            factories.grant(roles.READER, app, card)
