"""Damage is found, named, repaired where another copy is, and never served."""

import shutil

import pytest

from portal.errors import NotFound
from regions.choices import LedgerKind, ReplicaState
from regions.models import LedgerEntry, Replica
from regions.services.claims import retry_claim
from regions.services.exports import ExportFailed, open_export
from regions.services.status import region_rows
from regions.services.verify import verify_all, verify_disk_set
from tests.support.damage import flip_byte
from tests.support.factories import ACTOR
from tests.support.regions import claim_in, drain, exported, publish, region, sets_in, skip_pauses

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture
def published(disk):
    disk_set = publish(disk, to=["westus2", "uksouth=2"])
    drain()
    return disk_set


def damage(disk_set, name="uksouth", ordinal=1):
    held = sets_in(disk_set, name)[ordinal][0]
    return flip_byte(held)


def replica(disk_set, name="uksouth", ordinal=1):
    return Replica.objects.get(claim__disk_set=disk_set, claim__region=name, ordinal=ordinal)


def test_whole_replicas_give_no_findings(published):
    assert verify_all(repair=False) == []


def test_one_flipped_byte_is_named_exactly(published):
    pack = damage(published)

    (finding,) = verify_disk_set(published, repair=False)

    assert (finding.region, finding.replica, finding.pack) == ("uksouth", 1, pack)
    assert len(finding.chunk) == 64
    assert not finding.is_repaired


def test_what_is_damaged_is_failed_and_not_served(published, tmp_path):
    damage(published)

    verify_disk_set(published, repair=False)

    failed = replica(published)
    assert (failed.state, failed.error_code) == (ReplicaState.FAILED, "ChunkDamaged")
    assert LedgerEntry.objects.filter(kind=LedgerKind.REMOVED).count() == 1
    with pytest.raises(NotFound):
        open_export(published, region("uksouth"), ordinal=1)
    open_export(published, region("uksouth"), ordinal=0).write_to(tmp_path / "whole.raw")


@pytest.mark.parametrize("found_before", [False, True])
def test_damage_is_repaired_from_another_copy(published, disk, tmp_path, found_before):
    damage(published)
    if found_before:
        verify_disk_set(published, repair=False)

    findings = verify_disk_set(published, repair=True)

    assert [finding.is_repaired for finding in findings] == [True]
    assert verify_disk_set(published, repair=False) == []
    assert replica(published).state == ReplicaState.READY
    held = sets_in(published, "uksouth")[1]
    assert exported(published.contents.get().manifest, held, tmp_path) == disk.read_bytes()


def test_repair_crosses_regions_where_it_must(published, disk, tmp_path):
    damage(published, "westus2", 0)

    findings = verify_disk_set(published, repair=True)

    assert [finding.is_repaired for finding in findings] == [True]
    assert replica(published, "westus2", 0).state == ReplicaState.READY


def test_a_retry_repairs_as_well(published):
    damage(published)
    verify_disk_set(published, repair=False)

    retry_claim(actor=ACTOR, claim=claim_in(published, "uksouth"))
    drain()
    skip_pauses()
    drain()

    assert replica(published).state == ReplicaState.READY
    assert verify_disk_set(published, repair=False) == []


def test_without_another_copy_damage_stays_and_is_never_served(disk, tmp_path):
    disk_set = publish(disk, to=["westus2"])
    drain()
    damage(disk_set, "westus2", 0)
    before = open_export(disk_set, region())

    findings = verify_disk_set(disk_set, repair=True)

    assert [finding.is_repaired for finding in findings] == [False]
    with pytest.raises(ExportFailed):
        before.write_to(tmp_path / "out.raw")
    with pytest.raises(NotFound):
        open_export(disk_set, region())
    assert not (tmp_path / "out.raw").exists()
    assert region_rows(disk_set)[0].advice


def test_damage_in_two_copies_at_different_places_is_repaired_in_both(disk, tmp_path):
    disk_set = publish(disk, to=["westus2", "uksouth"])
    drain()
    flip_byte(sets_in(disk_set, "westus2")[0][0], 100)
    flip_byte(sets_in(disk_set, "uksouth")[0][0], -100)

    verify_disk_set(disk_set, repair=True)

    assert verify_disk_set(disk_set, repair=False) == []


@pytest.mark.parametrize("lost", ["packs/*.pack", "packs/*.idx", "manifests/*", "leaves/*"])
def test_files_that_are_gone_come_back(published, disk, tmp_path, lost):
    held = sets_in(published, "uksouth")[1][0]
    next(iter(held.storage.root.glob(lost))).unlink()

    findings = verify_disk_set(published, repair=True)

    assert findings
    assert all(finding.is_repaired for finding in findings)
    (held,) = sets_in(published, "uksouth")[1]
    assert exported(published.contents.get().manifest, [held], tmp_path) == disk.read_bytes()


@pytest.mark.parametrize("torn", ["packs/*.idx", "manifests/*", "leaves/*"])
def test_files_that_are_torn_are_written_anew(published, torn):
    held = sets_in(published, "uksouth")[1][0]
    file = next(iter(held.storage.root.glob(torn)))
    file.write_bytes(file.read_bytes()[:-7])

    findings = verify_disk_set(published, repair=True)

    assert findings
    assert all(finding.is_repaired for finding in findings)
    assert verify_disk_set(published, repair=False) == []


def test_zone_redundant_bytes_survive_the_loss_of_any_zone(disk, tmp_path):
    disk_set = publish(disk, to=["westus2=1=Standard_ZRS"])
    drain()
    for zone, held in enumerate(sets_in(disk_set, "westus2")[0]):
        shutil.move(held.storage.root, tmp_path / f"lost-{zone}")

        open_export(disk_set, region()).write_to(tmp_path / f"out-{zone}.raw")

        assert (tmp_path / f"out-{zone}.raw").read_bytes() == disk.read_bytes()
        shutil.rmtree(held.storage.root, ignore_errors=True)
        shutil.move(tmp_path / f"lost-{zone}", held.storage.root)


def test_a_lost_zone_is_filled_again(disk):
    disk_set = publish(disk, to=["westus2=1=Standard_ZRS"])
    drain()
    shutil.rmtree(sets_in(disk_set, "westus2")[0][1].storage.root)

    findings = verify_disk_set(disk_set, repair=True)

    assert {finding.zone for finding in findings} == {"2"}
    assert all(finding.is_repaired for finding in findings)
    assert verify_disk_set(disk_set, repair=False) == []
