"""What bounds uploads that nobody finishes: how many of a person, how much of a subscription."""

import pytest

from accounts.roles import GALLERY_ARTIFACTS_PUBLISHER
from portal.audit.models import Entry
from regions.choices import UploadState
from regions.errors import TooManyUploads, TooMuchStaged
from regions.models import Region, Upload
from regions.services import uploads
from tests.regions.test_upload_protocol import create
from tests.support import factories

pytestmark = pytest.mark.usefixtures("regions")


@pytest.fixture
def begin(publisher, scope):
    def begin(length=1000, owner=publisher, under=scope, region="westus2"):
        return uploads.begin_upload(
            actor=factories.actor_of(owner),
            owner=owner,
            scope=under,
            region=Region.objects.get(name=region),
            file_name="disk.vhd",
            length=length,
        )

    return begin


def test_a_person_has_so_many_open_uploads(begin, settings):
    settings.SIG_MAX_OPEN_UPLOADS = 2
    begin(), begin()
    entries = Entry.objects.count()

    with pytest.raises(TooManyUploads, match="You have 2 of 2 uploads .* 7 days"):
        begin()

    assert Upload.objects.count() == 2
    assert Entry.objects.count() == entries


def test_others_begin_theirs_meanwhile(begin, settings, scope):
    settings.SIG_MAX_OPEN_UPLOADS = 1
    begin()
    colleague = factories.person()
    factories.grant(GALLERY_ARTIFACTS_PUBLISHER, colleague, scope)

    begin(owner=colleague)

    assert Upload.objects.count() == 2


@pytest.mark.parametrize("ended", [UploadState.USED, UploadState.EXPIRED])
def test_an_upload_that_ended_is_not_open(begin, settings, ended):
    settings.SIG_MAX_OPEN_UPLOADS = 1
    begin()
    Upload.objects.update(state=ended)

    begin()

    assert Upload.objects.count() == 2


def test_a_cancelled_upload_makes_room(
    begin, settings, publisher, django_capture_on_commit_callbacks
):
    settings.SIG_MAX_OPEN_UPLOADS, settings.SIG_MAX_STAGED_BYTES = 1, 1000
    with django_capture_on_commit_callbacks(execute=True):
        uploads.cancel_upload(actor=factories.actor_of(publisher), upload=begin())

    begin()

    assert Upload.objects.count() == 1


def test_a_subscription_has_so_many_bytes_on_their_way_in_to_a_region(begin, settings):
    settings.SIG_MAX_STAGED_BYTES = 2500
    begin(), begin()

    with pytest.raises(TooMuchStaged, match=r"1000 bytes, and 2\.0 KB .* West US 2 .* 2\.4 KB"):
        begin()
    begin(length=500)
    begin(region="westus")

    assert Upload.objects.count() == 4


def test_published_bytes_count_until_they_are_cleared_away(begin, settings):
    settings.SIG_MAX_STAGED_BYTES = 1000
    begin()
    Upload.objects.update(state=UploadState.USED)

    with pytest.raises(TooMuchStaged):
        begin()


def test_another_subscription_has_its_own_bytes(begin, settings, publisher):
    settings.SIG_MAX_STAGED_BYTES = 1000
    begin()
    other = factories.resource_group().resource
    factories.grant(GALLERY_ARTIFACTS_PUBLISHER, publisher, other)

    begin(under=other)

    assert Upload.objects.count() == 2


@pytest.mark.parametrize(
    ("limit", "status", "said"),
    [
        ("SIG_MAX_OPEN_UPLOADS", 429, "Publish or remove one"),
        ("SIG_MAX_STAGED_BYTES", 413, "ask an installation administrator"),
    ],
)
def test_the_protocol_says_what_why_and_what_to_do(
    client, publisher, scope, settings, limit, status, said
):
    client.force_login(publisher)
    settings.SIG_MAX_STAGED_BYTES = 1000
    create(client, scope, length=1000)
    setattr(settings, limit, 1)

    answer = create(client, scope, length=1000)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert answer.content.decode().endswith("Nothing was sent.")
