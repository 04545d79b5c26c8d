"""Uploads: any pieces, any interruption, the same bytes."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.audit.models import Entry
from portal.errors import InvalidInput, NotFound
from regions.choices import ContentState, SourceKind, UploadState
from regions.errors import (
    RegionNotAllowed,
    SourceRefused,
    UploadBusy,
    UploadGone,
    UploadTooLarge,
    WrongOffset,
)
from regions.models import DiskContent, Region, Upload
from regions.services import upload_file, uploads
from regions.services.contents import DiskInput, create_disk_set, inspect
from tests.support import factories
from tests.support.uploads import BYTES, SIZE, stored

pytestmark = pytest.mark.usefixtures("regions")


class Broken(io.BytesIO):
    """A sender whose connection breaks after what it has."""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise OSError("connection reset")
        return piece


@pytest.fixture
def begin(publisher, scope):
    def begin(length=SIZE, name="disk.raw", region="westus2"):
        return uploads.begin_upload(
            actor=factories.actor_of(publisher),
            owner=publisher,
            scope=scope,
            region=Region.objects.get(name=region),
            file_name=name,
            length=length,
        )

    return begin


def send(upload, data, offset=None):
    offset = upload.offset if offset is None else offset
    return uploads.append(upload, offset, io.BytesIO(data), len(data))


def pretend_days_passed(upload):
    Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now() - timedelta(days=1))


# --- Pieces -----------------------------------------------------------------------------------


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.sets(st.integers(1, len(BYTES) - 1), max_size=6))
def test_any_pieces_give_the_same_bytes(begin, cuts):
    upload = begin()

    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(BYTES)], strict=True):
        send(uploads.upload_for(upload.owner, upload.guid), BYTES[start:end], start)

    upload.refresh_from_db()
    assert upload.state == UploadState.COMPLETE
    assert stored(upload) == BYTES


def test_what_a_killed_process_left_behind_is_cut_off(begin):
    upload = begin()
    send(upload, BYTES[:1000])
    with upload_file.path_of(upload).open("ab") as file:
        file.write(b"\xff" * 5000)  # written, but its offset was never committed

    send(upload, BYTES[1000:])

    assert stored(upload) == BYTES


def test_a_broken_connection_keeps_what_had_come(begin):
    upload = begin()

    offset = uploads.append(upload, 0, Broken(BYTES[:700]), len(BYTES))

    assert offset == 700
    assert Upload.objects.get().offset == 700
    assert stored(upload) == BYTES[:700]


def test_zeros_take_no_room(begin):
    size = 8 << 20
    upload = begin(length=size)

    send(upload, bytes(size))

    facts = upload_file.path_of(upload).stat()
    assert facts.st_size == size
    assert facts.st_blocks * 512 < 1 << 20


def test_the_offset_moves_while_one_long_request_goes_on(begin, monkeypatch):
    monkeypatch.setattr(uploads, "STRETCH", 1000)
    upload, seen = begin(), []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            seen.append(Upload.objects.get().offset)
            return super().read(size)

    uploads.append(upload, 0, Watched(BYTES[:3000]), 3000)

    assert seen == [0, 1000, 2000]


def test_a_piece_for_another_offset_is_refused(begin):
    upload = begin()
    send(upload, BYTES[:1000])

    with pytest.raises(WrongOffset, match="1,000 bytes"):
        send(upload, BYTES[:1000], 0)

    assert stored(upload) == BYTES[:1000]


def test_of_two_requests_at_once_one_is_refused(begin):
    upload = begin()

    class Overtaken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            with pytest.raises(UploadBusy):
                send(uploads.upload_for(upload.owner, upload.guid), BYTES)
            return super().read(size)

    uploads.append(upload, 0, Overtaken(BYTES), len(BYTES))

    assert stored(upload) == BYTES


def test_more_than_was_announced_is_refused(begin):
    upload = begin()

    with pytest.raises(UploadTooLarge):
        send(upload, BYTES + b"x")

    assert stored(upload) == b""


def test_a_format_that_is_not_accepted_is_refused_after_the_first_piece(begin):
    upload = begin(length=1 << 30)

    with pytest.raises(SourceRefused, match="qcow2"):
        send(upload, b"QFI\xfb" + bytes(100_000))

    assert not Upload.objects.exists()
    assert not upload_file.path_of(upload).exists()


def test_bytes_that_vanished_from_the_store_end_the_upload(begin):
    upload = begin()
    send(upload, BYTES[:1000])
    upload_file.path_of(upload).write_bytes(b"")

    with pytest.raises(UploadGone, match="no longer in the store"):
        send(upload, BYTES[1000:])


# --- Beginning and end ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"length": 0}, InvalidInput),
        ({"length": uploads.MOST + 1}, UploadTooLarge),
        ({"name": " / "}, InvalidInput),
        ({"region": "australiacentral"}, RegionNotAllowed),
    ],
)
def test_what_cannot_end_well_does_not_begin(begin, changes, error):
    with pytest.raises(error):
        begin(**changes)

    assert not Upload.objects.exists()


def test_only_the_name_of_a_path_is_kept(begin):
    upload = begin(name="C:\\images\\..\\disk.vhd")

    assert upload.file_name == "disk.vhd"


def test_nobody_elses_upload_exists(begin):
    upload = begin()

    with pytest.raises(NotFound):
        uploads.upload_for(factories.person(), upload.guid)


def test_a_finished_upload_can_be_published(begin, disk):
    data = disk.read_bytes()
    upload = begin(length=len(data))
    send(upload, data)

    (found,) = inspect([DiskInput(lun=None, upload=upload)])

    assert (found.format, found.virtual_size) == ("raw", len(data))


def test_an_upload_becomes_a_disk_only_once(begin, publisher, scope, disk):
    data = disk.read_bytes()
    upload = begin(length=len(data))
    send(upload, data)
    disks = inspect([DiskInput(lun=None, upload=upload)])
    publish = {"tenant": publisher.tenant, "region": upload.region, "card": scope}
    create_disk_set(disks=disks, **publish)

    with pytest.raises(SourceRefused, match="used by another version"):
        create_disk_set(disks=disks, **publish)


def test_a_cancelled_upload_leaves_nothing(begin, publisher, django_capture_on_commit_callbacks):
    upload = begin()
    send(upload, BYTES[:1000])

    with django_capture_on_commit_callbacks(execute=True):
        uploads.cancel_upload(actor=factories.actor_of(publisher), upload=upload)

    assert not Upload.objects.exists()
    assert not upload_file.path_of(upload).parent.exists()
    assert Entry.objects.latest("id").summary == "cancelled the upload of disk.raw"


def test_a_forgotten_upload_expires(begin):
    upload = begin()
    pretend_days_passed(upload)

    assert uploads.expire_uploads() == 1

    assert not Upload.objects.exists()
    assert not upload_file.path_of(upload).parent.exists()
    assert Entry.objects.latest("id").summary == "dropped the forgotten upload disk.raw"


def test_each_piece_puts_the_end_off(begin):
    upload = begin()
    pretend_days_passed(upload)

    send(upload, BYTES[:1000])

    assert uploads.expire_uploads() == 0


@pytest.mark.parametrize(("state", "cleared"), [("Stored", 1), ("Ingesting", 0), ("Failed", 0)])
def test_a_published_upload_stays_until_its_disk_is_stored(begin, publisher, state, cleared):
    upload = begin()
    Upload.objects.update(state=UploadState.USED)
    DiskContent.objects.create(
        tenant=publisher.tenant,
        region=upload.region,
        state=ContentState(state),
        virtual_size=1,
        source_size=1,
        source_kind=SourceKind.UPLOAD,
        source_upload=upload,
        source_format="raw",
    )

    assert uploads.expire_uploads() == cleared
