"""Whatever happens in one region: it says so, the others complete, and a retry goes on."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from imagestore.errors import StoreFull, StoreUnavailable
from imagestore.local import LocalStorage
from portal.audit.models import Entry, Outcome
from portal.errors import Conflict
from regions import stores
from regions.choices import ReplicaState
from regions.models import DiskContent, LedgerEntry, Replica
from regions.replication import copy, ingest, prove, watch
from regions.replication.queue import next_work
from regions.replication.run import do_next, take_turn
from regions.replication.sweep import sweep
from regions.replication.watch import Turn
from regions.services.claims import cancel_claim, change_targets, parse_target, retry_claim
from regions.services.status import aggregated, region_rows
from tests.imagestore.faults import Killed, MortalStorage
from tests.support.factories import ACTOR
from tests.support.regions import (
    claim_in,
    drain,
    every_copy,
    exported,
    publish,
    skip_pauses,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("regions")


class Faulty(LocalStorage):
    """A store that fails wherever its folder is one of these."""

    bad: tuple[str, ...] = ()
    error: Exception = StoreUnavailable("It is gone.")

    def fail(self):
        if any(f"/{name}/" in str(self.root) for name in self.bad):
            raise self.error

    def create(self, name):
        self.fail()
        return super().create(name)


class Full(Faulty):
    def fail(self):
        if any(f"/{name}/" in str(self.root) for name in self.bad):
            raise StoreFull("Writing: the store is full. Free or add space, then retry.")


@pytest.fixture
def store(monkeypatch):
    """Every set is opened on this kind of storage from now on."""

    def use(kind):
        monkeypatch.setattr(stores, "LocalStorage", kind)
        return kind

    return use


def rows(disk_set):
    return {row.region.name: row for row in region_rows(disk_set)}


def drain_with_retries():
    for _ in range(6):
        drain()
        skip_pauses()


@pytest.mark.parametrize(("kind", "code"), [(Faulty, "StoreUnavailable"), (Full, "StoreFull")])
def test_one_regions_store_never_holds_back_another(disk, store, monkeypatch, kind, code):
    monkeypatch.setattr(store(kind), "bad", ("uksouth",))
    disk_set = publish(disk, to=["westus2=2", "uksouth=2", "eastus"])

    drain_with_retries()

    found = rows(disk_set)
    assert found["westus2"].state == found["eastus"].state == "Completed"
    bad = found["uksouth"]
    assert (bad.state, bad.phase, bad.error_code) == ("Failed", "Failed", code)
    assert bad.error_message
    assert bad.advice
    assert aggregated(list(found.values())) == "Failed"
    assert Entry.objects.filter(outcome=Outcome.FAILED, summary__contains="UK South").exists()


def test_a_retry_goes_on_once_the_store_is_back(disk, store, monkeypatch, tmp_path):
    monkeypatch.setattr(store(Faulty), "bad", ("uksouth",))
    disk_set = publish(disk, to=["westus2", "uksouth=2"])
    drain_with_retries()

    monkeypatch.setattr(Faulty, "bad", ())
    retry_claim(actor=ACTOR, claim=claim_in(disk_set, "uksouth"))
    drain()

    assert rows(disk_set)["uksouth"].state == "Completed"
    for manifest, held in every_copy(disk_set):
        assert exported(manifest, [held], tmp_path) == disk.read_bytes()


def test_a_passing_error_is_tried_again_by_itself(disk, store, monkeypatch):
    monkeypatch.setattr(store(Faulty), "bad", ("uksouth",))
    disk_set = publish(disk, to=["westus2", "uksouth"])
    drain()
    waiting = rows(disk_set)["uksouth"]

    monkeypatch.setattr(Faulty, "bad", ())
    skip_pauses()
    drain()

    assert waiting.state == "Replicating"
    assert "another try" in waiting.waiting_for or waiting.error_message
    ready = rows(disk_set)["uksouth"]
    assert (ready.state, ready.error_code) == ("Completed", "")


def test_a_source_that_is_gone_fails_everywhere_at_once_and_says_where(disk):
    disk_set = publish(disk, to=["westus2", "uksouth"])
    disk.unlink()

    drain()

    found = rows(disk_set)
    assert found["westus2"].error_code == "SourceGone"
    assert found["uksouth"].error_code == "SourceFailed"
    assert "West US 2" in found["uksouth"].error_message
    assert aggregated(list(found.values())) == "Failed"


def test_a_source_that_changed_is_refused(disk):
    disk_set = publish(disk, to=["westus2"])
    disk.write_bytes(disk.read_bytes()[:-512] + b"\x01" * 512)

    drain()

    assert rows(disk_set)["westus2"].error_code == "SourceChanged"


def test_a_failed_reading_can_be_retried_and_takes_the_others_along(disk, tmp_path):
    disk_set = publish(disk, to=["westus2", "uksouth"])
    away = disk.rename(tmp_path / "away.raw")
    drain()

    away.rename(disk)
    retry_claim(actor=ACTOR, claim=claim_in(disk_set, "westus2"))
    drain()

    assert aggregated(region_rows(disk_set)) == "Completed"


def test_nothing_to_retry_is_said(disk):
    disk_set = publish(disk)
    drain()

    with pytest.raises(Conflict, match="nothing to retry"):
        retry_claim(actor=ACTOR, claim=claim_in(disk_set, "westus2"))


def test_a_cancelled_region_stops_alone_and_can_go_on(disk):
    disk_set = publish(disk, to=["westus2", "uksouth=2"])
    cancel_claim(actor=ACTOR, claim=claim_in(disk_set, "uksouth"))
    drain()
    stopped = rows(disk_set)

    retry_claim(actor=ACTOR, claim=claim_in(disk_set, "uksouth"))
    drain()

    assert stopped["westus2"].state == "Completed"
    assert (stopped["uksouth"].phase, stopped["uksouth"].state) == ("Cancelled", "Failed")
    assert rows(disk_set)["uksouth"].state == "Completed"


def test_cancelling_the_reading_ends_the_wait_of_all(disk):
    disk_set = publish(disk, to=["westus2", "uksouth"])

    cancel_claim(actor=ACTOR, claim=claim_in(disk_set, "westus2"))
    drain()

    assert aggregated(region_rows(disk_set)) == "Failed"
    retry_claim(actor=ACTOR, claim=claim_in(disk_set, "westus2"))
    drain()
    assert aggregated(region_rows(disk_set)) == "Completed"


# -- leases


def interrupt(monkeypatch, module, name, action):
    """Do something just before a step of ours is written down."""
    original = getattr(module, name)

    def interrupted(*args, **kwargs):
        action()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, interrupted)


@pytest.mark.parametrize("step", ["ingest", "copy", "prove"])
def test_a_lost_lease_commits_nothing(disk, monkeypatch, step):
    elsewhere = ["uksouth=1=Standard_ZRS"]  # copied by its own region alone
    disk_set = publish(disk, to=["westus2", *(elsewhere if step != "ingest" else [])])
    module, name, model = {
        "ingest": (ingest, "_stored", DiskContent),
        "copy": (copy, "_copied", Replica),
        "prove": (prove, "_proven", Replica),
    }[step]
    if step == "copy":
        drain("westus2")

    with monkeypatch.context() as patched:
        interrupt(patched, module, name, lambda: model.objects.update(lease_token=uuid.uuid4()))
        take_turn("uksouth" if step == "copy" else "westus2")

    assert not disk_set.contents.get().manifest or step != "ingest"
    assert not LedgerEntry.objects.filter(region="uksouth").exists()
    assert Replica.objects.filter(state=ReplicaState.READY, claim__region="uksouth").count() == 0
    model.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    drain()
    assert aggregated(region_rows(disk_set)) == "Completed"


def test_of_two_workers_one_gets_the_work(disk):
    publish(disk)
    (first,), (second,) = next_work("westus2"), next_work("westus2")

    tokens = [DiskContent.objects.take(first.pk), DiskContent.objects.take(second.pk)]

    assert tokens[0] is not None
    assert tokens[1] is None
    assert next_work("westus2") == []


def test_a_dead_workers_lease_runs_out(disk, settings):
    disk_set = publish(disk)
    DiskContent.objects.take(disk_set.contents.get().pk)
    drain()
    before = region_rows(disk_set)[0].state

    DiskContent.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert sweep() == ["westus2"]
    drain()

    assert before == "Unknown"
    assert region_rows(disk_set)[0].state == "Completed"


def test_a_message_that_comes_twice_does_no_harm(disk):
    disk_set = publish(disk, to=["westus2", "uksouth"])
    drain()
    before = list(LedgerEntry.objects.values_list("pk", flat=True))

    assert [take_turn(name) for name in ("westus2", "uksouth", "westus2")] == [0, 0, 0]

    assert list(LedgerEntry.objects.values_list("pk", flat=True)) == before
    assert aggregated(region_rows(disk_set)) == "Completed"


def test_removed_regions_stop_quietly(disk, monkeypatch):
    disk_set = publish(disk, to=["westus2", "uksouth=1=Standard_ZRS"])
    drain("westus2")

    with monkeypatch.context() as patched:
        interrupt(
            patched, copy, "_copied", lambda: change_targets(disk_set, [parse_target("westus2")])
        )
        take_turn("uksouth")

    assert [row.region.name for row in region_rows(disk_set)] == ["westus2"]


def test_a_version_survives_a_kill_after_every_step(disk, store, tmp_path):
    """A worker dies at each change it makes to a store; another one goes on."""
    disk_set = publish(disk, to=["westus2=1=Standard_ZRS", "uksouth"])
    kind, killed = store(MortalStorage), 0
    for lives in range(200):
        kind.lives = lives
        try:
            for name in ("westus2", "uksouth"):
                while do_next(name, Turn()):
                    pass
        except Killed:
            killed += 1
        expire_leases()
        if aggregated(region_rows(disk_set)) == "Completed":
            break
    kind.lives = 1 << 60

    assert killed > 5
    for row in region_rows(disk_set):
        assert row.bytes_copied + row.bytes_reused == row.bytes_total
    for manifest, held in every_copy(disk_set):
        assert exported(manifest, [held], tmp_path) == disk.read_bytes()


def expire_leases():
    past = timezone.now() - timedelta(seconds=1)
    for model in (DiskContent, Replica):
        model.objects.exclude(leased_until=None).update(leased_until=past)


# -- hanging stores


class Hanging(LocalStorage):
    """Writing never returns in one region until it is let go."""

    region = "uksouth"
    go_on = threading.Event()

    def create(self, name):
        if f"/{self.region}/" in str(self.root):
            self.go_on.wait()
        return super().create(name)


@pytest.fixture
def hanging(store, monkeypatch, settings):
    settings.SIG_STALL_SECONDS = 1
    monkeypatch.setattr(watch, "BEAT", 0.1)
    Hanging.go_on.clear()
    yield store(Hanging)
    Hanging.go_on.set()


def test_a_hanging_store_says_stalled_and_the_others_complete(disk, hanging):
    disk_set = publish(disk, to=["westus2", "uksouth", "eastus"])

    drain_with_retries()

    found = rows(disk_set)
    assert found["eastus"].state == found["westus2"].state == "Completed"
    assert (found["uksouth"].state, found["uksouth"].error_code) == ("Failed", "StoreStalled")


def test_what_hung_can_be_retried_once_it_answers(disk, hanging, tmp_path):
    disk_set = publish(disk, to=["westus2", "uksouth"])
    drain_with_retries()

    hanging.go_on.set()
    retry_claim(actor=ACTOR, claim=claim_in(disk_set, "uksouth"))
    drain()

    assert aggregated(region_rows(disk_set)) == "Completed"
    for manifest, held in every_copy(disk_set):
        assert exported(manifest, [held], tmp_path) == disk.read_bytes()
