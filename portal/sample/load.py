"""Makes the sample organisation by the services that people use too.

It can be stopped anywhere: run again, it goes on with what is missing. What takes time, the
copying, is done by the ordinary workers.
"""

import shutil
import time
from pathlib import Path

from django.conf import settings

from accounts.models import OPERATOR
from portal.audit.models import Via
from portal.audit.services import Actor
from portal.sample import catalogue, directory, rows, state
from portal.sample.disks import sample_disk
from portal.sample.plan import Edition, editions, organisation
from portal.sample.state import State
from regions.choices import ContentState
from regions.models import DiskContent

BY_OPERATOR = Actor(OPERATOR, Via.COMMAND)
LOOK_AGAIN = 2.0  # seconds


def load() -> None:
    if not state.is_wanted():
        return
    state.write(State.LOADING)
    for tenant in organisation()["tenant"]:
        directory.ensure_tenant(BY_OPERATOR, tenant)
    for gallery in organisation()["gallery"]:
        catalogue.ensure_gallery(BY_OPERATOR, gallery)
    for grant in organisation()["grant"]:
        catalogue.ensure_grant(BY_OPERATOR, grant)
    for edition in editions():
        _publish(edition)
    if _all_are_read():
        shutil.rmtree(disks_folder(), ignore_errors=True)
    state.finish()


def disks_folder() -> Path:
    return Path(settings.SIG_DATA) / "sample-disks"


def _publish(edition: Edition) -> None:
    if catalogue.is_published(edition):
        return
    disk = disks_folder() / edition.gallery["name"] / edition.file_name
    disk.parent.mkdir(parents=True, exist_ok=True)
    disk.write_bytes(sample_disk(edition.image["name"], edition.edition))
    catalogue.ensure_version(BY_OPERATOR, edition, disk)


def _all_are_read() -> bool:
    """Waits until no disk file is needed any more; one that failed keeps it for a retry."""
    contents = DiskContent.objects.filter(disk_sets__version__in=rows.versions())
    settled = [ContentState.STORED, ContentState.FAILED]
    while contents.exclude(state__in=settled).exists():
        time.sleep(LOOK_AGAIN)
    return not contents.exclude(state=ContentState.STORED).exists()
