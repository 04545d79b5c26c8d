"""Replicas that are written in the same pass in which the disk is read."""

import pytest

from imagestore.errors import StoreFull
from imagestore.local import LocalStorage
from regions.choices import LedgerKind, ReplicaState
from regions.models import LedgerEntry, Replica, ReplicaDisk
from regions.replication import copy
from regions.replication.run import do_next
from regions.replication.watch import Turn
from regions.services.status import aggregated, region_rows
from tests.support.regions import drain, every_copy, exported, publish, skip_pauses

pytestmark = pytest.mark.usefixtures("regions")


class Full(LocalStorage):
    """No room in one region."""

    def create(self, name):
        if "/uksouth/" in str(self.root):
            raise StoreFull("The store is full.")
        return super().create(name)


def read_once(disk_set):
    do_next("westus2", Turn())
    return disk_set.contents.get()


def test_one_pass_fills_all_near_and_the_first_of_each_region(disk):
    disk_set = publish(disk, to=["westus2=2", "uksouth=2", "westeurope=1=Standard_ZRS"])

    read_once(disk_set)

    written = ReplicaDisk.objects.filter(is_copied=True, is_proven=False)
    places = written.values_list("replica__claim__region", "replica__ordinal")
    assert sorted(places) == [("uksouth", 0), ("westus2", 0), ("westus2", 1)]


def test_what_one_pass_brings_is_counted_and_proven_by_its_own_region(disk, tmp_path, settings):
    settings.SIG_SLICE_BYTES = 1 << 20
    disk_set = publish(disk, to=["westus2=2", "uksouth"])
    occupied = read_once(disk_set).occupied_size

    assert not Replica.objects.filter(state=ReplicaState.READY).exists()
    assert LedgerEntry.objects.get(kind=LedgerKind.CROSSED).bytes == occupied
    drain()

    assert all(row.bytes_copied == row.bytes_total for row in region_rows(disk_set))
    for manifest, held in every_copy(disk_set):
        assert exported(manifest, [held], tmp_path) == disk.read_bytes()


def test_nothing_is_copied_again_after_one_pass(disk, monkeypatch):
    disk_set = publish(disk, to=["westus2=2", "uksouth"])
    monkeypatch.setattr(copy, "_copying", None)

    drain()

    assert aggregated(region_rows(disk_set)) == "Completed"


def test_a_full_store_elsewhere_fails_only_its_own_region(disk, monkeypatch):
    monkeypatch.setattr("regions.stores.LocalStorage", Full)
    disk_set = publish(disk, to=["westus2=2", "uksouth", "westeurope"])

    for _ in range(5):
        drain()
        skip_pauses()

    states = {row.region.name: str(row.state) for row in region_rows(disk_set)}
    assert states == {"westus2": "Completed", "uksouth": "Failed", "westeurope": "Completed"}
    assert disk_set.contents.get().attempts == 0
