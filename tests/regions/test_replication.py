"""From a publish to proven copies everywhere, on real stores."""

import itertools

import pytest

from regions.choices import LedgerKind
from regions.models import LedgerEntry, Replica
from regions.services.status import aggregated, as_dict, region_rows
from tests.support import factories
from tests.support.regions import drain, every_copy, exported, publish

pytestmark = pytest.mark.usefixtures("regions")
THREE_BY_TWO = ["westus2=2", "southcentralus=2", "westeurope=2"]


def test_every_replica_gives_back_the_very_bytes(disk, tmp_path):
    disk_set = publish(disk, to=["westus2=2=Standard_ZRS", "westus=1", "uksouth=3=Premium_LRS"])

    drain()

    copies = every_copy(disk_set)
    assert len(copies) == 2 * 3 + 1 + 3
    for manifest, held in copies:
        assert exported(manifest, [held], tmp_path) == disk.read_bytes()


def test_the_end_is_exact(disk, django_assert_num_queries):
    disk_set = publish(disk, to=["westus2=2=Standard_ZRS", "uksouth=3"])
    drain()
    occupied = disk_set.contents.get().occupied_size

    with django_assert_num_queries(2):
        rows = region_rows(disk_set)

    assert aggregated(rows) == "Completed"
    assert [as_dict(row) for row in rows] == [
        {
            "region": name,
            "state": "Completed",
            "progress": 100,
            "bytesTotal": occupied * copies,
            "bytesCopied": occupied * copies,
            "bytesReused": 0,
            "replicasReady": count,
            "replicasWanted": count,
            "error": "",
        }
        for name, count, copies in [("westus2", 2, 6), ("uksouth", 3, 3)]
    ]
    assert all(row.phase == "Ready" and not row.waiting_for for row in rows)


def test_several_disks_travel_together(disk, next_disk, tmp_path):
    disk_set = publish(disk, next_disk, to=THREE_BY_TWO)

    drain()

    for lun, source in ((None, disk), (0, next_disk)):
        for manifest, held in every_copy(disk_set, lun):
            assert exported(manifest, [held], tmp_path) == source.read_bytes()


def test_a_first_replica_crosses_regions_and_further_ones_do_not(disk):
    disk_set = publish(disk, to=THREE_BY_TWO)

    drain()

    crossed = LedgerEntry.objects.filter(kind=LedgerKind.CROSSED)
    occupied = disk_set.contents.get().occupied_size
    assert sorted(crossed.values_list("region", "ordinal", "bytes")) == [
        ("southcentralus", 0, occupied),
        ("westeurope", 0, occupied),
    ]


def test_zone_redundant_bytes_cross_once(disk):
    disk_set = publish(disk, to=["westus2", "uksouth=1=Standard_ZRS"])

    drain()

    occupied = disk_set.contents.get().occupied_size
    assert LedgerEntry.objects.get(kind=LedgerKind.CROSSED).bytes == occupied
    assert LedgerEntry.objects.get(kind=LedgerKind.READY, region="uksouth").bytes == 3 * occupied


def test_every_ready_replica_is_in_the_ledger(disk):
    disk_set = publish(disk, to=THREE_BY_TWO)

    drain()

    ready = LedgerEntry.objects.filter(kind=LedgerKind.READY, disk_set_id=disk_set.pk)
    assert ready.count() == 6
    assert {entry.subscription_id for entry in ready} == {disk_set.card.subscription_id}


def test_two_replicas_of_a_version_share_no_byte_on_the_disk(disk):
    disk_set = publish(disk, to=["westus2=3=Standard_ZRS", "uksouth=4"])

    drain()

    files = [
        {file.stat().st_ino for file in held.storage.root.rglob("*") if file.is_file()}
        for _, held in every_copy(disk_set)
    ]
    assert len(files) == 9 + 4
    assert all(not one & other for one, other in itertools.combinations(files, 2))


def test_the_same_disk_again_reuses_everything(disk):
    tenant = factories.tenant()
    publish(disk, to=THREE_BY_TWO, tenant=tenant)
    drain()

    again = publish(disk, to=THREE_BY_TWO, tenant=tenant)
    drain()

    assert all(row.bytes_reused == row.bytes_total > 0 for row in region_rows(again))
    assert all(row.bytes_copied == 0 for row in region_rows(again))


def test_the_next_version_copies_what_changed(disk, next_disk, tmp_path):
    tenant = factories.tenant()
    publish(disk, to=THREE_BY_TWO, tenant=tenant)
    drain()

    following = publish(next_disk, to=THREE_BY_TWO, tenant=tenant)
    drain()

    for row in region_rows(following):
        assert row.bytes_copied + row.bytes_reused == row.bytes_total
        assert 0 < row.bytes_copied < row.bytes_total / 2
    for manifest, held in every_copy(following):
        assert exported(manifest, [held], tmp_path) == next_disk.read_bytes()


def test_tenants_share_nothing_and_learn_nothing(disk):
    first = publish(disk, to=["westus2"])
    drain()

    second = publish(disk, to=["westus2"])
    drain()

    (row,) = region_rows(second)
    assert row.bytes_reused == 0
    assert every_copy(first)[0][1].storage.root != every_copy(second)[0][1].storage.root


def test_a_version_from_a_version_moves_no_bytes_where_they_are(disk, tmp_path):
    tenant = factories.tenant()
    first = publish(disk, to=["westus2", "uksouth"], tenant=tenant)
    drain()
    disk.unlink()

    second = publish(first.contents.get(), to=["uksouth", "eastus"], tenant=tenant)
    drain()

    rows = {row.region.name: row for row in region_rows(second)}
    assert rows["uksouth"].bytes_copied == 0
    assert rows["eastus"].bytes_copied == rows["eastus"].bytes_total
    assert aggregated(list(rows.values())) == "Completed"


def test_a_version_of_another_tenant_is_read_chunk_by_chunk(disk, tmp_path):
    first = publish(disk, to=["westus2"])
    drain()

    second = publish(first.contents.get(), to=["uksouth"])
    drain()

    ((manifest, held),) = every_copy(second)
    assert exported(manifest, [held], tmp_path) == disk.read_bytes()
    assert region_rows(second)[0].bytes_reused == 0


def test_higher_priority_goes_first(disk, next_disk):
    low = publish(disk, to=["westus2"], priority=-1)
    high = publish(next_disk, to=["westus2"])

    drain()

    ends = {r.claim.disk_set_id: r.ready_at for r in Replica.objects.select_related("claim")}
    assert ends[high.pk] < ends[low.pk]


def test_slices_add_up(disk, tmp_path, settings):
    settings.SIG_SLICE_BYTES = 1 << 20
    disk_set = publish(disk, to=["westus2=1=Standard_ZRS", "uksouth=2"])

    drain()

    rows = region_rows(disk_set)
    assert aggregated(rows) == "Completed"
    assert all(row.bytes_copied == row.bytes_total for row in rows)
    for manifest, held in every_copy(disk_set):
        assert exported(manifest, [held], tmp_path) == disk.read_bytes()


def test_a_disk_of_nothing_but_zeros_is_ready_too(tmp_path):
    empty = tmp_path / "empty.raw"
    content = bytearray(1 << 20)
    content[510:512], content[450] = b"\x55\xaa", 0x83
    empty.write_bytes(content)
    disk_set = publish(empty, to=["westus2", "uksouth"])

    drain()

    assert aggregated(region_rows(disk_set)) == "Completed"
