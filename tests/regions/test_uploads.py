"""Uploads: any pieces, any interruption, the same bytes; and never anybody else's."""

import base64
import io
import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import GALLERY_ARTIFACTS_PUBLISHER, READER
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

pytestmark = pytest.mark.usefixtures("regions")
OFFSET = "application/offset+octet-stream"
SIZE = 300_000
BYTES = random.Random(7).randbytes(SIZE)  # noqa: S311 - repeatable bytes, no secret


class Broken(io.BytesIO):
    """A sender whose connection breaks after what it has."""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise OSError("connection reset")
        return piece


@pytest.fixture
def scope():
    return factories.resource_group().resource


@pytest.fixture
def publisher(scope):
    person = factories.person()
    factories.grant(GALLERY_ARTIFACTS_PUBLISHER, person, scope)
    return person


@pytest.fixture
def begin(publisher, scope):
    def begin(length=SIZE, name="disk.vhd", region="westus2"):
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


def stored(upload):
    return upload_file.path_of(upload).read_bytes()


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
    assert Entry.objects.latest("id").summary == "cancelled the upload of disk.vhd"


def test_a_forgotten_upload_expires(begin):
    upload = begin()
    pretend_days_passed(upload)

    assert uploads.expire_uploads() == 1

    assert not Upload.objects.exists()
    assert not upload_file.path_of(upload).parent.exists()
    assert Entry.objects.latest("id").summary == "dropped the forgotten upload disk.vhd"


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


# --- The protocol -----------------------------------------------------------------------------


@pytest.fixture
def signed_in(client, publisher):
    client.force_login(publisher)
    return client


def metadata(card, **told):
    told = {"filename": "disk.vhd", "scope": str(card.guid), "region": "West US 2", **told}
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())


def tus(client, method, path, data=b"", **headers):
    headers = {"Tus-Resumable": "1.0.0", **{k.replace("_", "-"): v for k, v in headers.items()}}
    content_type = headers.pop("Content-Type", OFFSET if method == "PATCH" else "")
    return client.generic(method, path, data, content_type, headers=headers)


def create(client, card, length=SIZE, **told):
    return tus(
        client,
        "POST",
        "/uploads/",
        Upload_Length=str(length),
        Upload_Metadata=metadata(card, **told),
    )


def test_an_upload_over_http_from_beginning_to_end(signed_in, scope):
    made = create(signed_in, scope)
    first = tus(signed_in, "PATCH", made["Location"], BYTES[:1000], Upload_Offset="0")
    asked = tus(signed_in, "HEAD", made["Location"])
    second = tus(signed_in, "PATCH", made["Location"], BYTES[1000:], Upload_Offset="1000")

    assert made.status_code == 201
    assert (first.status_code, first["Upload-Offset"]) == (204, "1000")
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("1000", str(len(BYTES)))
    assert asked["Cache-Control"] == "no-store"
    assert asked["Upload-Metadata"].startswith("filename ZGlzay52aGQ=")
    assert second["Upload-Offset"] == str(len(BYTES))
    assert {answer["Tus-Resumable"] for answer in (made, first, asked, second)} == {"1.0.0"}
    assert all("Upload-Expires" in answer for answer in (made, first, asked, second))
    assert stored(Upload.objects.get()) == BYTES


def test_the_server_tells_what_it_speaks(client):
    answer = client.options("/uploads/")

    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,expiration"
    assert int(answer["Tus-Max-Size"]) > 2 << 40


def test_a_deleted_upload_is_not_found(signed_in, scope, django_capture_on_commit_callbacks):
    address = create(signed_in, scope)["Location"]

    with django_capture_on_commit_callbacks(execute=True):
        answer = tus(signed_in, "DELETE", address)

    assert answer.status_code == 204
    assert tus(signed_in, "HEAD", address).status_code == 404


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("PATCH", {"Upload_Offset": "0", "Tus_Resumable": "0.2.2"}, 412),
        ("PATCH", {"Upload_Offset": "0", "Content_Type": "text/plain"}, 415),
        ("PATCH", {"Upload_Offset": "5"}, 409),
        ("PATCH", {"Upload_Offset": "-1"}, 422),
        ("PATCH", {}, 422),
        ("POST", {"Upload_Offset": "0", "X_HTTP_Method_Override": "PATCH"}, 415),
        ("POST", {"Upload_Offset": "0"}, 405),
        ("GET", {}, 405),
    ],
)
def test_what_does_not_fit_the_protocol_is_refused(signed_in, scope, method, headers, status):
    address = create(signed_in, scope)["Location"]

    answer = tus(signed_in, method, address, b"x", **headers)

    assert answer.status_code == status
    assert Upload.objects.get().offset == 0


def test_more_bytes_than_announced_are_too_large(signed_in, scope):
    address = create(signed_in, scope)["Location"]

    answer = tus(signed_in, "PATCH", address, BYTES + b"x", Upload_Offset="0")

    assert answer.status_code == 413


def test_an_error_is_plain_text(signed_in, scope):
    address = create(signed_in, scope)["Location"]

    answer = tus(signed_in, "PATCH", address, BYTES, Upload_Offset="5")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "0 bytes of disk.vhd have arrived; go on there, not at 5."


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"region": "Atlantis"}, 422),
        ({"region": "australiacentral"}, 403),
        ({"scope": "x"}, 422),
        ({"scope": "00000000-0000-0000-0000-000000000000"}, 404),
    ],
)
def test_where_it_is_to_go_must_exist_and_be_allowed(signed_in, scope, told, status):
    assert create(signed_in, scope, **told).status_code == status


def test_a_reader_may_not_upload(client, scope):
    reader = factories.person()
    factories.grant(READER, reader, scope)
    client.force_login(reader)

    answer = create(client, scope)

    assert answer.status_code == 403
    assert "versions/write is missing" in answer.content.decode()


def test_who_cannot_see_the_scope_is_told_nothing(client, scope):
    client.force_login(factories.person())

    assert create(client, scope).status_code == 404


def test_another_persons_upload_is_not_found_whatever_is_asked(signed_in, scope, client):
    address = create(signed_in, scope)["Location"]
    client.force_login(factories.person())

    answers = [
        tus(client, "HEAD", address),
        tus(client, "PATCH", address, BYTES, Upload_Offset="0"),
        tus(client, "DELETE", address),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Upload.objects.get().offset == 0


def test_who_is_signed_out_is_told_so(scope):
    assert create(Client(), scope).status_code == 401


def test_a_request_from_elsewhere_is_refused(publisher, scope):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(publisher)

    assert create(careful, scope).status_code == 403
    assert not Upload.objects.exists()
