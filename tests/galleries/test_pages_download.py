"""Downloads: whole and by range, for one person and a while."""

import hashlib
from urllib.parse import urlsplit

import pytest
from django.core import signing

from accounts.pages import url_of
from accounts.services.directory import set_active
from tests.support import galleries
from tests.support.factories import ACTOR
from tests.support.regions import drain


@pytest.fixture
def version(house, disk):
    made = galleries.version(house.image, disk)
    drain()
    return made


@pytest.fixture
def link(client, house, version):
    """Of the raw OS disk, made by the guest, followed by nobody in particular."""
    client.force_login(house.guest)
    response = ask(client, version, format="raw")
    client.logout()
    return response.url


def ask(client, version, **fields):
    form = {"region": "westus2", "lun": "os", "format": "vhd", **fields}
    return client.post(f"{url_of(version.resource)}download/", form)


def body(response):
    return b"".join(response.streaming_content)


def test_a_disk_is_downloaded_byte_for_byte(client, link, disk):
    response = client.get(link)

    assert response.status_code == 200
    assert body(response) == disk.read_bytes()
    assert response["Content-Length"] == str(disk.stat().st_size)
    assert 'filename="ubuntu-1.0.0.raw"' in response["Content-Disposition"]


def test_a_vhd_is_the_disk_and_its_footer(client, house, version, disk):
    client.force_login(house.reader)

    content = body(client.get(ask(client, version).url))

    assert content[:-512] == disk.read_bytes()
    assert content[-512:].startswith(b"conectix")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-99", 0, 100), ("1000000-1300000", 1_000_000, 1_300_001), ("4194000-", 4_194_000, 4194304)],
)
def test_a_range_is_answered_with_exactly_these_bytes(client, link, disk, asked, start, end):
    response = client.get(link, headers={"Range": f"bytes={asked}"})

    assert response.status_code == 206
    assert body(response) == disk.read_bytes()[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{disk.stat().st_size}"


def test_the_last_bytes_can_be_asked_for(client, link, disk):
    response = client.get(link, headers={"Range": "bytes=-512"})

    assert body(response) == disk.read_bytes()[-512:]


def test_a_broken_download_goes_on_and_is_the_same_file(client, link, disk):
    first = client.get(link, headers={"Range": "bytes=0-1999999"})
    rest = client.get(link, headers={"Range": "bytes=2000000-", "If-Range": first["ETag"]})

    whole = hashlib.sha256(body(first) + body(rest)).hexdigest()

    assert whole == hashlib.sha256(disk.read_bytes()).hexdigest()


def test_a_range_of_something_else_is_answered_with_the_whole(client, link, disk):
    response = client.get(link, headers={"Range": "bytes=5-9", "If-Range": '"another"'})

    assert response.status_code == 200
    assert len(body(response)) == disk.stat().st_size


TOO_LONG = f"bytes=0-{'9' * 5000}"


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=0-1,4-5", "lines=1-2", "bytes=-", TOO_LONG])
def test_what_is_not_one_range_is_answered_with_the_whole(client, link, asked):
    assert client.get(link, headers={"Range": asked}).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(client, link, disk, asked):
    response = client.get(link, headers={"Range": asked})

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{disk.stat().st_size}"


def test_the_size_is_told_without_a_byte(client, link, disk):
    response = client.head(link)

    assert response["Content-Length"] == str(disk.stat().st_size)
    assert response.content == b""


def test_pieces_are_small_however_large_the_disk(client, link):
    pieces = list(client.get(link).streaming_content)

    assert max(len(piece) for piece in pieces) <= 1 << 20


def test_a_changed_link_opens_nothing(client, link):
    ticket = urlsplit(link).path.split("/")[2]

    response = client.get(link.replace(ticket, f"{ticket[:-2]}xx"))

    assert response.status_code == 404


def test_a_link_ends(client, link, monkeypatch):
    monkeypatch.setattr("galleries.views.downloads.LASTS", -1)

    assert client.get(link).status_code == 404


def test_a_signature_made_for_something_else_is_no_ticket(client, link):
    ticket = signing.dumps({"version": "x"}, salt="something else")

    assert client.get(f"/downloads/{ticket}/disk.raw").status_code == 404


def test_a_link_ends_with_the_right_of_whoever_it_was_made_for(client, house, link):
    set_active(actor=ACTOR, user=house.guest, is_active=False)

    assert client.get(link).status_code == 404


def test_strangers_make_no_links(client, house, version):
    client.force_login(house.stranger)

    assert ask(client, version).status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"region": "eastus"}, "region"), ({"lun": "7"}, "lun"), ({"format": "qcow2"}, "format")],
)
def test_what_is_not_there_is_told_at_its_field(client, house, version, fields, field):
    client.force_login(house.reader)

    response = ask(client, version, **fields)

    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_nothing_is_offered_before_a_region_is_ready(client, house, disk):
    waiting = galleries.version(house.image, disk)
    client.force_login(house.reader)

    page = client.get(f"{url_of(waiting.resource)}download/").content.decode()

    assert "No region has it yet" in page
