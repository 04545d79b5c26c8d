"""The activity log: who reads what, filters, what changed, and the file."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import OWNER, READER
from accounts.services import directory
from portal.audit.models import Entry, Outcome, Via
from portal.audit.services import REPLICATION, record
from tests.accounts.house import House
from tests.accounts.pages import address, as_, queries, text_of
from tests.support import factories

PUBLISH = "Microsoft.Compute/galleries/images/versions/write"


@pytest.fixture
def reader(house: House) -> User:
    person = factories.person(house.contoso, "Rita")
    factories.grant(READER, person, house["contoso"])
    Entry.objects.all().delete()
    return person


def summaries(person: User, **query: Any) -> list[str]:
    response = as_(person).get(address("activity", **query))
    assert response.status_code == 200
    return [line.entry.summary for line in response.context["page"].rows]


def test_the_newest_comes_first(house, reader):
    record(factories.ACTOR, PUBLISH, house["ubuntu/1.0.0"], "published 1.0.0")
    record(factories.ACTOR, PUBLISH, house["ubuntu/1.0.0"], "changed 1.0.0")

    assert summaries(reader) == ["changed 1.0.0", "published 1.0.0"]


def test_one_reads_only_of_what_one_can_read(house, reader):
    guest = factories.person(house.fabrikam)
    factories.grant(READER, guest, house["ubuntu"])
    Entry.objects.all().delete()
    for name in ("ubuntu", "debian", "base"):
        record(factories.ACTOR, PUBLISH, house[name], f"touched {name}")

    assert summaries(guest) == ["touched ubuntu"]
    assert len(summaries(reader)) == 3


def test_a_guest_reads_nothing_of_whom_a_tenant_gave_access_to(house, reader):
    guest = factories.person(house.fabrikam)
    factories.grant(READER, guest, house["ubuntu"])
    factories.grant(READER, factories.person(house.contoso, "Priya"), house["ubuntu"])
    record(factories.ACTOR, PUBLISH, house["ubuntu"], "published 1.0.0")

    assert summaries(guest) == ["published 1.0.0"]
    assert "gave Priya Reader on ubuntu" in summaries(reader)


def test_what_concerns_the_installation_is_for_its_administrators(house, reader):
    administrator = factories.person(house.fabrikam, is_administrator=True)
    Entry.objects.all().delete()

    directory.elevate(actor=factories.actor_of(administrator), reason="Repair")
    directory.stop_elevation(actor=factories.actor_of(administrator))

    assert summaries(reader) == []
    assert "ended their elevation" in summaries(administrator)


def test_the_log_of_a_gallery_holds_what_it_contains(house, reader):
    record(factories.ACTOR, PUBLISH, house["ubuntu/1.0.0"], "published 1.0.0")
    record(factories.ACTOR, PUBLISH, house["kiosk/1.0.0"], "published elsewhere")

    assert summaries(reader, resource=house["base"].guid) == ["published 1.0.0"]
    assert summaries(reader, resource=house["ubuntu/1.0.0"].guid) == ["published 1.0.0"]


def test_the_log_of_what_one_cannot_see_is_not_found(house):
    stranger = factories.person(house.fabrikam)

    for name in ("activity", "activity-csv"):
        asked = address(name, resource=house["base"].guid)
        assert as_(stranger).get(asked).status_code == 404


def test_filters_narrow_the_log(house, reader):
    record(factories.ACTOR, PUBLISH, house["ubuntu/1.0.0"], "published")
    record(factories.ACTOR, "Microsoft.Compute/galleries/write", house["base"], "created")
    record(REPLICATION, PUBLISH, house["debian/1.0.0"], "failed", outcome=Outcome.FAILED)
    Entry.objects.filter(summary="created").update(at=timezone.now() - timedelta(days=20))

    assert summaries(reader, kind="versions") == ["failed", "published"]
    assert summaries(reader, kind="galleries") == ["created"]
    assert summaries(reader, kind="replication") == ["failed"]
    assert summaries(reader, outcome="Failed") == ["failed"]
    assert summaries(reader, period="7") == ["failed", "published"]
    assert summaries(reader, actor="Operator") == ["published", "created"]
    assert summaries(reader, q="base") == ["created"]
    assert len(summaries(reader, kind="nonsense", period="nonsense", resource="nonsense")) == 3


def test_an_entry_shows_what_was_and_what_is(house, reader):
    before, after = {"end_of_life": "2026-12-01"}, {"end_of_life": "2027-12-01"}
    record(factories.ACTOR, PUBLISH, house["ubuntu"], "changed", before=before, after=after)

    page = text_of(as_(reader).get(address("activity")))

    assert "<del>- end_of_life: 2026-12-01</del>" in page
    assert "<ins>+ end_of_life: 2027-12-01</ins>" in page


def test_the_name_of_the_target_leads_to_it_while_it_is_there(house, reader):
    record(factories.ACTOR, PUBLISH, house["platform"], "renamed Platform")

    page = text_of(as_(reader).get(address("activity")))

    assert f'href="{address("subscription", house["platform"].guid)}">Platform</a>' in page


def test_an_entry_outlives_its_resource(house, reader):
    made = factories.resource_group(house.contoso.subscriptions.get(), "short-lived")
    directory.delete_resource_group(actor=factories.ACTOR, resource_group=made)

    assert "deleted resource group short-lived" in summaries(reader)


def test_the_file_says_the_same_and_runs_nothing(house, reader):
    record(factories.ACTOR, PUBLISH, house["ubuntu"], "=cmd()", after={"size": 1})

    response = as_(reader).get(address("activity-csv"))
    header, row = list(csv.reader(StringIO(text_of(response))))

    assert response["Content-Disposition"] == 'attachment; filename="activity.csv"'
    told = dict(zip(header, row, strict=True))
    assert told["What"] == "'=cmd()"
    assert told["Who"] == "Operator"
    assert told["Through"] == "Command"
    assert told["Changes"] == "size:  -> 1"


def test_older_entries_follow_on_the_next_page(house, reader):
    for number in range(60):
        record(factories.ACTOR, PUBLISH, house["ubuntu"], f"change {number}")

    first = as_(reader).get(address("activity")).context["page"]

    assert len(first.rows) == 50
    assert len(summaries(reader, cursor=first.next)) == 10


def test_more_entries_take_no_more_queries(house, reader):
    record(factories.ACTOR, PUBLISH, house["ubuntu"], "one")
    client = as_(reader)
    few = queries(lambda: client.get(address("activity")))
    for name in house.cards:
        record(factories.ACTOR, PUBLISH, house[name], "another")

    assert queries(lambda: client.get(address("activity"))) == few


def test_what_an_app_did_through_the_api_is_told_so(house, reader):
    app = factories.app(house.contoso, "pipeline")
    factories.grant(OWNER, app, house["contoso"])
    record(type(factories.ACTOR)(app, Via.API), PUBLISH, house["ubuntu"], "published")

    assert "App, through the API" in text_of(as_(reader).get(address("activity")))
