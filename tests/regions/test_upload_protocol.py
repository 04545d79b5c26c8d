"""Uploads over HTTP: the tus protocol, and never anybody else's upload."""

import base64

import pytest
from django.test import Client

from accounts.roles import READER
from regions.models import Upload
from tests.support import factories
from tests.support.uploads import BYTES, SIZE, stored

pytestmark = pytest.mark.usefixtures("regions")
OFFSET = "application/offset+octet-stream"


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
