"""Absence of a grant is denial, at every address of the API, whatever is done there."""

import pytest

from tests.access.api_addresses import BODIES, ROWS, Row
from tests.access.api_case import ApiCase
from tests.access.api_world import routes
from tests.access.test_every_address import letter
from tests.access.world import PEOPLE

pytestmark = pytest.mark.timeout(600)


class EveryApiAddress(ApiCase):
    def test_every_address_answers_each_person_as_the_matrix_says(self) -> None:
        by_name = {route.name: route for route in routes()}

        wrong = []
        for row in ROWS:
            found = self.letters(row, by_name[row.name].path(self.filled(row)))
            if found != row.letters:
                wrong.append(f"{row.method} {row.name} {row.place}: {found}, not {row.letters}")

        assert not wrong, "\n".join(wrong)

    def filled(self, row: Row) -> dict[str, str]:
        return {**self.things, **self.places.get(row.place, {}), **row.made_up}

    def letters(self, row: Row, path: str) -> str:
        return "".join(self.letter(row, path, who) for who in PEOPLE)

    def letter(self, row: Row, path: str, who: str) -> str:
        answer = self.send(row.method, path, who, BODIES.get((row.method, row.name)))
        assert answer.status_code < 500, f"{row.method} {path}"
        # Nothing to delete reads so in ARM; Graph says it of what it has deleted.
        is_gone = (row.method, answer.status_code) == ("DELETE", 204) and "/v1.0/" not in path
        return "n" if is_gone else letter(answer)


def test_the_matrix_forgets_no_address_and_no_method() -> None:
    asked = {(row.method, row.name) for row in ROWS}

    # A function says itself what it answers; one row at least shows that it is thought of.
    missing = [
        f"{method} {route.name}"
        for route in routes()
        for method in route.methods or {row.method for row in ROWS if row.name == route.name} or "?"
        if (method, route.name) not in asked
    ]

    assert not missing, "\n".join(sorted(missing))
