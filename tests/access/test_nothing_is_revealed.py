"""What one cannot see answers as what is not there: same status, same words, same questions asked
of the database, so that neither an answer nor its time tells the two apart."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.api_case import ApiCase
from tests.access.api_world import Route, routes

pytestmark = pytest.mark.timeout(600)

# To whom the vault is hidden; to the stranger everything is.
PEOPLE = ("stranger", "invited", "publisher")
ABSENT = {
    "gallery": "void",
    "image": "nothing",
    "version": "7.7.7",
    "deployment": "unmade",
}
MADE_UP = str(uuid.UUID(int=7))
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\b[0-9a-f]{32}\b")
LISTED = re.compile(r"\((?:\?(?:, )?)+\)")
ALIKE = {"x-request-id", "x-ms-request-id", "x-ms-correlation-request-id", "content-length"}
BODY = {"location": "westus2", "properties": {}}


class NothingIsRevealed(ApiCase):
    def test_the_invisible_answers_as_the_absent(self) -> None:
        faults = [
            f"{method} {route.name} as {who}, {fault}"
            for route in routes()
            if "{" in route.template
            for method in sorted(route.methods)
            for who in PEOPLE
            for fault in self.faults(route, method, who)
        ]

        assert not faults, "\n".join(faults)

    def faults(self, route: Route, method: str, who: str) -> Iterator[str]:
        """Of a call that is answered as if nothing was there."""
        known = {**self.things, **self.places["hidden"]}
        hidden = self.outcome(method, route.path(known), who)
        for name, value in absent(who, known) if hidden["status"] in {204, 404} else ():
            if f"{{{name}}}" in route.template or f"{{{name}*}}" in route.template:
                other = self.outcome(method, route.path({**known, name: value}), who)
                if other != hidden:
                    yield f"without {name}:\n  {difference(hidden, other)}"

    def outcome(self, method: str, path: str, who: str, body: Any = BODY) -> dict[str, Any]:
        """Without the words of the request itself."""
        with CaptureQueriesContext(connection) as queries:
            answer = self.send(method, path, who, body)
        return {
            "status": answer.status_code,
            "body": without(answer.content.decode(), path),
            "headers": sorted(answer.headers.keys() - ALIKE),
            "queries": [kind(query["sql"]) for query in queries.captured_queries],
        }

    def test_a_source_that_is_named_in_a_body_reveals_as_little(self) -> None:
        image = f"/{self.things['scope']}/images/{self.things['image']}"
        address = f"{image}/versions/5.0.0"
        vault = f"/{self.places['hidden']['scope']}"
        named = f"{vault}/images/secret/versions/1.0.0"

        hidden = self.outcome("PUT", address, "publisher", published_from(named))
        others = [
            self.outcome("PUT", address, "publisher", published_from(named.replace(*pair)))
            for pair in (("vault", "void"), ("secret", "nothing"), ("1.0.0", "7.7.7"))
        ]

        assert hidden["status"] == 404
        for other, words in zip(others, ("void", "nothing", "7.7.7"), strict=True):
            for word, own in ((words, "vault secret 1.0.0"),):
                assert other["status"] == hidden["status"]
                assert other["queries"] == hidden["queries"]
                assert _plain(other["body"], word) == _plain(hidden["body"], *own.split())


def absent(who: str, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """One made-up name after the other in place of one that the person cannot see."""
    yield from ABSENT.items()
    for name in ("operation", "assignment"):
        yield name, MADE_UP
    yield "scope", known["scope"].replace("vault", "void")
    if who == "stranger":  # the others know the subscription, and of the group that it is there
        yield "subscription", MADE_UP
        yield "group", "nowhere"


def difference(hidden: dict[str, Any], other: dict[str, Any]) -> str:
    """Of questions, only those that one side alone asks."""
    told = []
    for what in hidden:
        one, two = hidden[what], other[what]
        if what == "queries":
            one, two = (
                [q[:40] + q[q.find(" FROM ") :][:60] for q in one if q not in two],
                [q[:40] + q[q.find(" FROM ") :][:60] for q in two if q not in one],
            )
            one, two = one or len(hidden[what]), two or len(other[what])
        if one != two:
            told.append(f"{what}: hidden {one}, absent {two}")
    return "\n  ".join(told)


def _plain(body: str, *words: str) -> str:
    for word in ("vault", "secret", "1.0.0", *words):
        body = body.replace(word, "?")
    return body


def published_from(id_: str) -> dict[str, Any]:
    return {"location": "westus2", "properties": {"storageProfile": {"source": {"id": id_}}}}


def without(text: str, path: str) -> str:
    """Longest words first, so that no word eats a part of another."""
    for word in sorted(filter(None, path.split("/")), key=len, reverse=True):
        text = re.sub(re.escape(word), "?", text, flags=re.IGNORECASE)
    return text


def kind(sql: str) -> str:
    """Without its values; a savepoint without its name."""
    return "SAVEPOINT" if "SAVEPOINT" in sql else LISTED.sub("(?)", LITERAL.sub("?", sql))
