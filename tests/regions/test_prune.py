"""Only what nothing wants goes, and only after its grace."""

import pytest

from regions.models import DiskContent
from regions.replication.run import do_next
from regions.replication.watch import Turn
from regions.services.claims import change_targets, parse_target, release
from regions.services.prune import prune_all
from tests.support import factories
from tests.support.regions import drain, every_copy, exported, publish, sets_in

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture(autouse=True)
def _no_grace(settings):
    settings.SIG_PRUNE_MINUTES = 0


def test_a_released_version_frees_its_bytes_and_no_others(disk, next_disk, tmp_path):
    tenant = factories.tenant()
    first = publish(disk, to=["westus2=2", "uksouth"], tenant=tenant)
    kept = publish(next_disk, to=["westus2=2", "uksouth"], tenant=tenant)
    drain()
    release(first)

    planned = prune_all(dry_run=True)
    done = prune_all(dry_run=False)

    assert planned.freed == done.freed > 0
    for manifest, held in every_copy(kept):
        assert exported(manifest, [held], tmp_path) == next_disk.read_bytes()
    assert prune_all(dry_run=False).freed == 0


def test_a_dry_run_touches_nothing(disk):
    disk_set = publish(disk, to=["westus2"])
    drain()
    (held,) = sets_in(disk_set, "westus2")[0]
    release(disk_set)
    before = sorted(held.storage.root.rglob("*"))

    assert prune_all(dry_run=True).packs_deleted > 0

    assert sorted(held.storage.root.rglob("*")) == before


def test_young_bytes_are_left(disk, settings):
    settings.SIG_PRUNE_MINUTES = 60
    disk_set = publish(disk, to=["westus2"])
    drain()
    release(disk_set)

    assert prune_all(dry_run=False).freed == 0


def test_a_dropped_replica_frees_its_bytes(disk, tmp_path):
    disk_set = publish(disk, to=["westus2=2", "uksouth"])
    drain()
    change_targets(disk_set, [parse_target("westus2")])

    done = prune_all(dry_run=False)

    assert done.packs_deleted > 0
    ((manifest, held),) = every_copy(disk_set)
    assert exported(manifest, [held], tmp_path) == disk.read_bytes()


def test_what_is_being_read_in_survives(tmp_path, settings):
    settings.SIG_SLICE_BYTES = settings.SIG_SLICE_SECONDS = 1
    big = tmp_path / "big.raw"
    with big.open("wb") as opened:
        for part in range(3):
            opened.seek(part * (64 << 20))
            opened.write(bytes([part + 1]) * (1 << 20))
        opened.seek(510)
        opened.write(b"\x55\xaa")
        opened.seek(450)
        opened.write(b"\x83")
        opened.truncate(192 << 20)
    disk_set = publish(big, to=["westus2"])
    _until_half_read("westus2")

    prune_all(dry_run=False)
    drain()

    ((manifest, held),) = every_copy(disk_set)
    assert exported(manifest, [held], tmp_path) == big.read_bytes()


def _until_half_read(name):
    assert do_next(name, Turn())
    content = DiskContent.objects.get()
    assert 0 < content.bytes_read < content.virtual_size


def test_a_set_in_use_is_left_for_the_next_time(disk):
    disk_set = publish(disk, to=["westus2"])
    drain()
    (held,) = sets_in(disk_set, "westus2")[0]
    release(disk_set)

    with held.storage.lock(exclusive=False):
        done = prune_all(dry_run=False)

    assert done.in_use == ["westus2/1/standard/set-0"]
    assert done.freed == 0
