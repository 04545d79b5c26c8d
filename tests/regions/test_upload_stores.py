"""Uploads where regions have stores of their own, which may be away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regions import stores
from regions.errors import NoRoom
from regions.models import Region, Upload
from regions.services import upload_file, uploads
from regions.services.stores import enlist_stores
from tests.support import factories
from tests.support.regions import TWO_REGIONS, configure


@pytest.fixture(autouse=True)
def mounted(settings, tmp_path, db):
    """As a web process finds them: another process has seen the stores for the first time."""
    configure(settings, tmp_path, TWO_REGIONS, "north/0", "south/0")
    enlist_stores()
    stores._marks.clear()
    return tmp_path


@pytest.fixture
def begin(publisher, scope):
    def begin(region):
        return uploads.begin_upload(
            actor=factories.actor_of(publisher),
            owner=publisher,
            scope=scope,
            region=Region.objects.get(name=region),
            file_name=f"{region}.vhd",
            length=1000,
        )

    return begin


def test_a_process_that_copied_nothing_yet_takes_uploads(begin, mounted):
    upload = begin("north")

    assert (mounted / "north" / "0") in upload_file.path_of(upload).parents


def test_a_store_that_is_away_takes_none(begin, mounted):
    (mounted / "north").rename(mounted / "away")

    with pytest.raises(NoRoom, match="is not there"):
        begin("north")


def test_a_store_that_is_away_keeps_no_other_from_being_cleared(begin, mounted):
    begin("north")
    begin("south")
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=1))
    (mounted / "north").rename(mounted / "away")

    assert uploads.expire_uploads() == 1

    (mounted / "away").rename(mounted / "north")
    assert Upload.objects.get().file_name == "north.vhd"
    assert uploads.expire_uploads() == 1
