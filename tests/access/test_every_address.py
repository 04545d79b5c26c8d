"""Absence of a grant is denial, at every address, for every kind of person."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from portal.api.routes import ArmPattern
from tests.access.addresses import ROWS
from tests.access.case import WorldCase
from tests.access.world import PEOPLE


def letter(response: Any) -> str:
    if response.status_code == 401:
        return "s"
    if response.status_code == 302 and response["Location"].startswith(reverse("accounts:sign-in")):
        return "s"
    return {404: "n", 403: "f"}.get(response.status_code, "o")


@pytest.mark.timeout(900)  # thousands of requests
class EveryAddress(WorldCase):
    def test_every_address_answers_each_person_as_the_matrix_says(self) -> None:
        for row in ROWS:
            with self.subTest(row.name, method=row.method):
                assert self.answers(row) == row.letters

    def answers(self, row: Any) -> str:
        address = reverse(row.name, kwargs=self.world.address(row.place))
        headers = self.world.headers(row.place)
        return "".join(
            self.ask(row.method, address, self.world.people[who], headers) for who in PEOPLE
        )

    def ask(self, method: str, address: str, person: Any, headers: dict[str, str]) -> str:
        """What one would change is taken back before the next asks."""
        client = Client()
        with transaction.atomic():
            if person is not None:
                client.force_login(person)
            response = getattr(client, method.lower())(address, headers=headers)
            found = letter(response)
            transaction.set_rollback(True)
        assert response.status_code < 500 or address == reverse("readyz"), f"{method} {address}"
        return found


def names(patterns: Any, space: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found |= names(pattern.url_patterns, inner)
        elif isinstance(pattern.pattern, ArmPattern):
            continue  # the API's addresses have a table of their own
        else:
            found.add(f"{space}{pattern.name}")
    return found


def test_the_matrix_forgets_no_address() -> None:
    assert names(get_resolver().url_patterns) == {row.name for row in ROWS}


def test_no_address_is_without_a_sign_in_unless_it_is_a_way_in() -> None:
    open_to_all = {row.name for row in ROWS if row.letters[0] == "o"}

    assert open_to_all == {
        "healthz", "readyz", "accounts:sign-in", "accounts:choose-password", "galleries:home",
        "openapi-json", "openapi-yaml",
    }  # fmt: skip
