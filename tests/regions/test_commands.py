"""The operator's commands on stores and the allow list."""

import json

import pytest
from django.core.management import CommandError, call_command

from regions.models import RegionAllowance
from regions.services.claims import release
from regions.services.stores import enlist_stores
from regions.stores import every_store
from tests.support import factories
from tests.support.regions import TWO_REGIONS, configure, drain, publish

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture
def configured(settings, tmp_path):
    """Two regions with folders of their own choice, marked as known."""
    configure(settings, tmp_path, TWO_REGIONS, "north/0", "south/0")
    enlist_stores()
    return tmp_path


def test_every_store_is_probed(capsys):
    call_command("check_regions", "--json")

    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(every_store()) > 60
    assert all(row["ok"] for row in rows)


def test_a_store_that_is_missing_is_named(configured, capsys):
    (configured / "south" / "0").rename(configured / "away")

    with pytest.raises(CommandError, match="1 of 2 stores failed: south"):
        call_command("check_regions")


def test_a_mount_that_fell_off_is_not_filled(configured):
    (configured / "south" / "0").rename(configured / "away")
    (configured / "south" / "0").mkdir()

    with pytest.raises(CommandError, match="1 of 2 stores failed: south"):
        call_command("check_regions")

    assert not list((configured / "south" / "0").iterdir())


@pytest.fixture
def released(regions, disk):
    """Bytes that nothing needs any more."""
    disk_set = publish(disk)
    drain()
    release(disk_set)


@pytest.mark.usefixtures("released")
def test_prune_says_what_would_go(settings, capsys):
    settings.SIG_PRUNE_MINUTES = 0

    call_command("prune", "--dry-run")
    planned = capsys.readouterr().out
    call_command("prune", "--json")
    done = json.loads(capsys.readouterr().out)

    assert planned.startswith("Would free")
    assert "waits" not in planned
    assert done["freed"] > 0


@pytest.mark.usefixtures("released")
def test_prune_says_that_young_bytes_wait(settings, capsys):
    settings.SIG_PRUNE_MINUTES = 60

    call_command("prune", "--dry-run")

    told = capsys.readouterr().out
    assert told.startswith("Would free 0 bytes")
    assert "What is younger than 60 minutes waits" in told


def test_a_subscription_is_put_on_the_allow_list():
    subscription = factories.subscription(name="Platform")

    call_command("allow_region", "Platform", "Australia Central")

    allowed = RegionAllowance.objects.get()
    assert (allowed.subscription, allowed.region_id) == (subscription, "australiacentral")
