"""Makes the sample organisation by the services that people use too.

It can be stopped anywhere: run again, it goes on with what is missing. What takes time, the
copying, is done by the ordinary workers.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

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
    with state.alone():
        if not state.is_wanted():
            return
        state.write(State.LOADING)
        for step in _steps():
            if state.read() != State.LOADING:  # it was removed meanwhile
                return
            step()


def _steps() -> Iterator[Callable[[], None]]:
    plan = organisation()
    for tenant in plan["tenant"]:
        yield partial(directory.ensure_tenant, BY_OPERATOR, tenant)
    for gallery in plan["gallery"]:
        yield partial(catalogue.ensure_gallery, BY_OPERATOR, gallery)
    for grant in plan["grant"]:
        yield partial(catalogue.ensure_grant, BY_OPERATOR, grant)
    for edition in editions():
        yield partial(_publish, edition)
    while _some_are_unread():
        yield partial(time.sleep, LOOK_AGAIN)
    yield _finish


def disks_folder() -> Path:
    return Path(settings.SIG_DATA) / "sample-disks"


def _publish(edition: Edition) -> None:
    if catalogue.is_published(edition):
        return
    disk = disks_folder() / edition.gallery["name"] / edition.file_name
    disk.parent.mkdir(parents=True, exist_ok=True)
    disk.write_bytes(sample_disk(edition.image["name"], edition.edition))
    catalogue.ensure_version(BY_OPERATOR, edition, disk)


def _contents() -> QuerySet[DiskContent]:
    return DiskContent.objects.filter(disk_sets__version__in=rows.versions())


def _some_are_unread() -> bool:
    return _contents().exclude(state__in=[ContentState.STORED, ContentState.FAILED]).exists()


def _finish() -> None:
    """The disk files go, unless one is needed for a retry."""
    if not _contents().filter(state=ContentState.FAILED).exists():
        shutil.rmtree(disks_folder(), ignore_errors=True)
    state.write(State.LOADED)
