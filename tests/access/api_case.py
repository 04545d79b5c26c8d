"""Calls of the API by every kind of person, with tokens of theirs."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client, override_settings

from tests.access.api_world import VERSION, deployed, hidden, shared_with_all, things_of, token_of
from tests.access.case import WorldCase
from tests.support.regions import drain

MANY = 10**9
WITHOUT_BODY = {"GET", "HEAD", "DELETE"}


@override_settings(SIG_API_READS_PER_MINUTE=MANY, SIG_API_WRITES_PER_MINUTE=MANY)
class ApiCase(WorldCase):
    """`things` fill addresses; `places` are the same by other names."""

    things: dict[str, str]
    places: dict[str, dict[str, str]]
    tokens: dict[str, str]

    @classmethod
    def furnish(cls, disk: Path) -> None:
        drain()
        cls.things = things_of(cls.world)
        cls.places = {
            **shared_with_all(cls.world),
            **deployed(cls.world),
            "hidden": hidden(cls.world),
        }
        drain()
        cls.tokens = {name: token_of(person) for name, person in cls.world.people.items() if person}

    def send(self, method: str, path: str, who: str, body: Any = None, **headers: str) -> Any:
        """What it changes is taken back."""
        if who in self.tokens:
            headers = {"Authorization": f"Bearer {self.tokens[who]}", **headers}
        address = f"{path}?api-version={VERSION}"
        data = body if isinstance(body, bytes | str) else json.dumps(body or {})
        sent = {} if method in WITHOUT_BODY else {"data": data, "content_type": "application/json"}
        with transaction.atomic():
            answer = getattr(Client(), method.lower())(address, **sent, headers=headers)
            transaction.set_rollback(True)
        return answer
