"""Whatever is sent to an address, it answers for it: no failure of ours, and nothing half done."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import Session, SignInAttempts
from tests.access.addresses import ROWS, Row
from tests.access.case import WorldCase
from tests.access.world import PEOPLE

GARBAGE = (
    "",
    "\0",
    "x" * 5000,
    "9" * 5000,
    "-1",
    "9999-12-31",
    "../../etc/passwd",
    "'\"><script>alert(1)</script>{{ 7 }}{% x %}%s%00",
    "=cmd|' /C calc'!A0",
    "٣.٣.٣",
    "\u202eevil\ufffd\ud7ff😀\r\nSet-Cookie: a=b",
    "a: b\nA: c\n\0: \0\n:",
)
REGION_PICKER = ("-count", "-source", "-westus2-count", "-westus2-type")
ASKED = (
    "q", "kind", "actor", "outcome", "period", "resource", "why", "whose", "sort", "type",
    "subscription", "group", "region", "tag", "column", "from", "number", "source_region",
    "source_version", "next", "os", "state", "publisher", "replication", "view", "target_regions",
    "target_regions-count", "principal", "lun", "format", "app",
)  # fmt: skip


def counts() -> dict[str, int]:
    """Rows by table; this test signs in itself, and failing to is counted on purpose."""
    own = {Session, SignInAttempts}
    models = [model for model in apps.get_models() if model not in own]
    return {model._meta.label: model._default_manager.count() for model in models}


def fields_of(address: str) -> list[str]:
    """What the form at the address reads."""
    view: Any = resolve(address).func
    form = getattr(view.view_class, "form_class", None)
    # Where the form depends on what is asked for, its class is known only to the view itself.
    known = getattr(form, "base_fields", ("app", "expires_at"))
    names = [*known, "next"] if form else ["next", "person"]
    return [*names, *(f"target_regions{end}" for end in REGION_PICKER)]


class Garbage(WorldCase):
    def test_no_form_fails_and_what_is_refused_changes_nothing(self) -> None:
        before = counts()

        for row, client, address in self.addresses("POST"):
            headers = self.world.headers(row.place)
            for garbage in GARBAGE:
                data = dict.fromkeys(fields_of(address), garbage)
                with self.subTest(row.name, garbage=garbage[:40]):
                    assert self.send(client, address, data, headers) < 500

        assert counts() == before

    def test_no_page_fails(self) -> None:
        for row, client, address in self.addresses("GET"):
            for garbage in GARBAGE[3::4]:
                with self.subTest(row.name, garbage=garbage[:40]):
                    status = client.get(address, dict.fromkeys(ASKED, garbage)).status_code
                    assert status < 500 or row.name == "readyz"

    def test_no_address_fails_for_a_nul_in_it(self) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(self.world.people["owner"])

        for address in (f"/galleries/{uuid.UUID(int=0)}/images/%00/", "/images/?q=%00", "/%00"):
            assert client.get(address).status_code == 400

    def send(self, client: Client, address: str, data: dict[str, str], headers: Any) -> int:
        """What was accepted is taken back; what was refused has nothing to take back."""
        with transaction.atomic():
            status: int = client.post(address, data, headers=headers).status_code
            transaction.set_rollback(status != 422)
        return status

    def addresses(self, method: str) -> Iterator[tuple[Row, Client, str]]:
        """With somebody who gets in there."""
        for row in ROWS:
            who = next((p for p in ("owner", "administrator") if allows(row, p)), None)
            if row.method == method and who is not None:
                client = Client(raise_request_exception=False)
                client.force_login(self.world.people[who])
                yield row, client, reverse(row.name, kwargs=self.world.address(row.place))


def allows(row: Row, who: str) -> bool:
    return row.letters[PEOPLE.index(who)] == "o"
