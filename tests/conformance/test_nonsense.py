"""Ids, bodies and tokens of any shape: refused in words, never with a failure of ours."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access.api_case import ApiCase
from tests.access.api_world import Route, routes

pytestmark = pytest.mark.timeout(600)
FEW = settings(
    max_examples=120,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
ROUTES = [route for route in routes() if route.methods]
CALLS = [(route, method) for route in ROUTES for method in sorted(route.methods)]
CHANGES = [each for each in CALLS if each[1] in {"PUT", "PATCH", "POST"}]
WORDS = [
    "..",
    ".",
    "%2e",
    "latest",
    "-1",
    "'",
    '"',
    "*",
    "$top",
    "\\",
    "\u202e",
    "é" * 300,
    "0" * 70,
]
SEGMENTS = st.one_of(st.text(min_size=1, max_size=40), st.sampled_from(WORDS), st.uuids().map(str))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["\0", "\ud800", "x" * 9000, "2030-13-45", "1e999", "/subscriptions/x", "{}"]),
)
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)
RAW = (
    b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b"\xef\xbb\xbf{}", b"[" * 5000,
    b'{"a":' * 2000, b'{"location": NaN}', b'{"location": 1e999}', b'{"location": "\\ud800"}',
    b'{"tags": {"a": "\\u0000"}}', b'{"location": "a", "location": "b"}', b"9" * 5000,
)  # fmt: skip


def told(answer: Any) -> dict[str, Any]:
    """The error of an answer; there is one whenever it is refused."""
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"]
    assert error["message"]
    return error


class Nonsense(ApiCase):
    def check(self, answer: Any) -> None:
        assert answer.status_code < 500, answer.content
        # Where a browser is led to, it is told by a page.
        is_json = bool(answer.content) and answer["Content-Type"] == "application/json"
        if answer.status_code >= 400 and is_json:
            told(answer)

    def test_ids_of_any_shape(self) -> None:
        @FEW
        @given(st.sampled_from(CALLS), st.data())
        def answered(call: tuple[Route, str], data: Any) -> None:
            route, method = call
            names = data.draw(self.names(route))
            self.check(self.send(method, route.path({**self.things, **names}), "owner"))

        answered()

    def names(self, route: Route) -> st.SearchStrategy[dict[str, str]]:
        """Made-up ones in place of one or more of those in the address."""
        used = [name for name in self.things if f"{{{name}" in route.template]
        if not used:
            return st.just({})
        return st.dictionaries(
            st.sampled_from(used), SEGMENTS.map(lambda text: quote(text, safe="")), min_size=1
        )

    def test_bodies_of_any_shape(self) -> None:
        @FEW
        @given(st.sampled_from(CHANGES), JUNK)
        def answered(call: tuple[Route, str], junk: Any) -> None:
            self.change(call, json.dumps(junk))

        answered()

    def test_bodies_with_one_thing_wrong(self) -> None:
        """Right but for one value, wherever it is."""

        @FEW
        @given(st.sampled_from(CHANGES), st.sampled_from(GOOD), st.data())
        def answered(call: tuple[Route, str], good: Any, data: Any) -> None:
            self.change(call, json.dumps(data.draw(spoiled(good))))

        answered()

    def test_bodies_that_are_not_json(self) -> None:
        for call in CHANGES:
            for raw in RAW:
                self.change(call, raw)

    def change(self, call: tuple[Route, str], body: Any) -> None:
        route, method = call
        self.check(self.send(method, route.path(self.things), "owner", body))

    def test_tokens_of_any_shape(self) -> None:
        own = self.tokens["owner"]

        @FEW
        @given(st.one_of(st.text(), st.binary().map(_text), forged(own)))
        def refused(token: str) -> None:
            sent = "".join(character for character in token if ord(character) < 256)
            header = "".join(character for character in sent if character not in "\r\n\0")
            answer = self.send("GET", "/subscriptions", "nobody", Authorization=f"Bearer {header}")
            assert answer.status_code == 401 or header.strip() == own
            assert answer.status_code == 200 or answer["WWW-Authenticate"].startswith("Bearer ")

        refused()

    def test_auxiliary_tokens_of_any_shape(self) -> None:
        @FEW
        @given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60))
        def answered(text: str) -> None:
            sent = {"x-ms-authorization-auxiliary": text}
            self.check(self.send("GET", "/subscriptions", "owner", **sent))

        answered()


def spoiled(good: Any) -> st.SearchStrategy[Any]:
    """`good`, with junk in one of its places."""
    if isinstance(good, dict) and good:
        return st.sampled_from(sorted(good)).flatmap(
            lambda name: spoiled(good[name]).map(lambda inner: {**good, name: inner})
        )
    if isinstance(good, list) and good:
        return spoiled(good[0]).map(lambda inner: [inner, *good[1:]])
    return JUNK


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def forged(token: str) -> st.SearchStrategy[str]:
    """A real token with one of its parts changed."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    none = _part({"alg": "none", "typ": "JWT"})
    parts = st.text(max_size=20)
    return st.one_of(
        parts.map(lambda text: f"{header}.{payload}.{text}"),
        parts.map(lambda text: f"{text}.{payload}.{signature}"),
        st.sampled_from(sorted(claims)).flatmap(
            _with(claims, lambda c: f"{header}.{c}.{signature}")
        ),
        st.sampled_from(sorted(claims)).flatmap(_with(claims, lambda c: f"{none}.{c}.")),
    )


def _with(claims: dict[str, Any], token: Callable[[str], str]) -> Callable[[str], Any]:
    return lambda name: LEAVES.map(lambda value: token(_part({**claims, name: value})))


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


GOOD: list[Any] = [
    {
        "location": "westus2",
        "tags": {"a": "b"},
        "identity": {"type": "None"},
        "properties": {
            "description": "x",
            "sharingProfile": {
                "permissions": "Community",
                "communityGalleryInfo": {"publisherUri": "x", "publicNamePrefix": "y"},
            },
            "softDeletePolicy": {"isSoftDeleteEnabled": False},
        },
    },
    {
        "location": "westus2",
        "properties": {
            "osType": "Linux",
            "osState": "Generalized",
            "hyperVGeneration": "V2",
            "architecture": "x64",
            "endOfLifeDate": "2040-01-01T00:00:00Z",
            "identifier": {"publisher": "p", "offer": "o", "sku": "s"},
            "recommended": {"vCPUs": {"min": 1, "max": 2}, "memory": {"min": 1, "max": 2}},
            "disallowed": {"diskTypes": ["Standard_LRS"]},
            "purchasePlan": {"name": "n", "publisher": "p", "product": "q"},
            "features": [{"name": "SecurityType", "value": "Standard"}],
        },
    },
    {
        "location": "westus2",
        "properties": {
            "publishingProfile": {
                "targetRegions": [
                    {
                        "name": "westus2",
                        "regionalReplicaCount": 1,
                        "storageAccountType": "Standard_LRS",
                        "excludeFromLatest": False,
                    }
                ],
                "replicaCount": 1,
                "excludeFromLatest": False,
                "endOfLifeDate": "2040-01-01",
            },
            "storageProfile": {
                "source": {"id": "/subscriptions/s/resourceGroups/g"},
                "osDiskImage": {"hostCaching": "None"},
            },
            "safetyProfile": {"allowDeletionOfReplicatedLocations": True},
        },
    },
    {
        "operationType": "Add",
        "groups": [{"type": "Subscriptions", "ids": ["00000000-0000-0000-0000-000000000000"]}],
    },
    {
        "properties": {
            "mode": "Incremental",
            "parameters": {"a": {"value": 1}},
            "template": {
                "parameters": {"a": {"type": "int"}},
                "variables": {"b": "[add(parameters('a'), 1)]"},
                "resources": [
                    {
                        "type": "Microsoft.Compute/galleries",
                        "apiVersion": "2023-07-03",
                        "name": "[concat('g', variables('b'))]",
                        "location": "westus2",
                        "dependsOn": [],
                        "copy": {"name": "c", "count": 2},
                    }
                ],
                "outputs": {"o": {"type": "int", "value": "[variables('b')]"}},
            },
        }
    },
    {"properties": {"roleDefinitionId": "x", "principalId": "y", "principalType": "User"}},
    {"operation": "Merge", "properties": {"tags": {"a": "b"}}},
    {"query": "communitygalleryresources | limit 3", "options": {"$top": 3, "$skipToken": "x"}},
    {"displayName": "x", "signInAudience": "AzureADMyOrg", "web": {"redirectUris": ["https://x"]}},
    {"passwordCredential": {"displayName": "x", "endDateTime": "2030-01-01"}, "keyId": "x"},
    {"ids": ["x"], "types": ["user"]},
]
