import io
from pathlib import Path

import pytest

from galleries.models import ImageDefinition, ImageVersion
from galleries.services.versions import publish_version
from portal.errors import InvalidInput
from regions.models import Upload
from regions.services import uploads
from regions.services.contents import DiskInput
from regions.services.status import region_rows
from tests.support import factories
from tests.support.galleries import definition, region
from tests.support.regions import drain


def uploaded(image: ImageDefinition, disk: Path, to: str = "westus2") -> Upload:
    person = factories.person()
    upload = uploads.begin_upload(
        actor=factories.actor_of(person),
        owner=person,
        scope=image.resource,
        region=region(to),
        file_name=disk.name,
        length=disk.stat().st_size,
    )
    uploads.append(upload, 0, io.BytesIO(disk.read_bytes()), upload.length)
    upload.refresh_from_db()
    return upload


def publish(image: ImageDefinition, upload: Upload, source: str = "westus2") -> ImageVersion:
    return publish_version(
        actor=factories.actor_of(upload.owner),
        definition=image,
        number="1.0.0",
        disks=[DiskInput(None, upload=upload)],
        source_region=region(source),
    )


def test_an_upload_becomes_a_version(disk):
    image = definition()

    made = publish(image, upload := uploaded(image, disk))
    drain()

    assert (made.source_kind, made.source_text) == ("upload", disk.name)
    assert made.published_by_name == str(upload.owner)
    assert [row.state for row in region_rows(made.disk_set)] == ["Completed"]


def test_an_upload_is_read_where_it_was_sent(disk):
    image = definition()
    upload = uploaded(image, disk, to="eastus")

    with pytest.raises(InvalidInput, match="uploaded to East US, but the source region is West US"):
        publish(image, upload)

    upload.refresh_from_db()
    assert upload.state == "Complete"
    assert not ImageVersion.objects.exists()


def test_an_upload_is_used_once(disk):
    image = definition()
    upload = uploaded(image, disk)
    publish(image, upload)
    upload.refresh_from_db()

    with pytest.raises(InvalidInput):
        publish(definition(), upload)

    assert ImageVersion.objects.count() == 1
