"""Disk files on their way in: received in any number of pieces, over any number of days.

The offset in the database moves only over bytes that are durable, and writing always goes on from
there. Thus any web process can take the next piece, and what a killed one had not yet made durable
is cut off and sent again.
"""

import os
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Resource, Subscription, User
from imagestore.errors import ImageRefused
from imagestore.formats import open_disk
from portal.audit.services import REPLICATION, Actor, record
from portal.errors import InvalidInput, NotFound, PortalError
from regions.choices import ContentState, UploadState
from regions.errors import SourceRefused, UploadGone, UploadTooLarge, WrongOffset
from regions.models import DiskContent, Region, ReplicaDisk, Upload
from regions.services import upload_file
from regions.services.contents import MOST_DISK
from regions.services.regions import require_region
from regions.services.upload_file import Stream
from regions.services.upload_limits import OPEN, make_room

UPLOAD = "Microsoft.Compute/galleries/images/versions/upload/action"
MOST = MOST_DISK + (16 << 20)  # bytes; a container's own tables come on top of its disk
STRETCH = 16 << 20  # bytes between two moves of the offset
BATCH = 200  # uploads cleared away in one go


def begin_upload(
    *, actor: Actor, owner: User, scope: Resource, region: Region, file_name: str, length: int
) -> Upload:
    """Make a place for a file of `length` bytes; `scope` is where it may be published."""
    name = PurePath(file_name.replace("\\", "/")).name.strip()[:255]
    _check_new(name, length)
    subscription = Subscription.objects.get(resource=scope.subscription_id)
    require_region(region, subscription, field="region")
    upload = Upload(owner=owner, scope=scope, region=region, file_name=name, length=length)
    upload.expires_at = _expiry()
    upload_file.staging_of(region)
    _save(actor, upload)
    _make_file(upload)
    return upload


def _check_new(name: str, length: int) -> None:
    if not name:
        raise InvalidInput("The upload has no file name.", field="filename")
    if length < 1:
        raise InvalidInput(f"{name} is empty. Choose a disk file with content.", field="length")
    if length > MOST:
        raise UploadTooLarge(
            f"{name} has {length >> 30:,} GiB; at most {MOST_DISK >> 30:,} GiB are accepted. "
            "Nothing was sent.",
            field="length",
        )


@transaction.atomic
def _save(actor: Actor, upload: Upload) -> None:
    make_room(upload)
    upload.save()
    upload.parts.create(start=0, length=upload.length, file_name=upload_file.NAME)
    record(actor, UPLOAD, upload.scope, f"began to upload {upload}", after={"bytes": upload.length})


def _make_file(upload: Upload) -> None:
    try:
        upload_file.make(upload)
    except PortalError:
        _discard(upload)
        raise


def upload_for(user: User, guid: UUID) -> Upload:
    """The person's own upload, not yet used; anybody else's does not exist."""
    own = Upload.objects.select_related("region", "scope").filter(owner=user, guid=guid)
    upload = own.filter(state__in=OPEN).first()
    if upload is None:
        raise NotFound("There is no such upload of yours. Choose the file again to start anew.")
    return upload


def append(upload: Upload, offset: int, stream: Stream, length: int) -> int:
    """Write the next `length` bytes, or as many as come, and tell the new offset."""
    with upload_file.locked(upload) as file:
        _check_offset(upload, offset)
        _check_end(upload, offset + length)
        _cut(upload, file)
        return _receive(upload, file, stream, offset + length)


def _check_offset(upload: Upload, offset: int) -> None:
    """Read again under the lock, for another process may have been here."""
    try:
        upload.refresh_from_db(fields=["offset", "state", "expires_at"])
    except Upload.DoesNotExist as error:
        raise _ended(upload) from error
    if upload.state not in OPEN:
        raise _ended(upload)
    if offset != upload.offset:
        raise WrongOffset(
            f"{upload.offset:,} bytes of {upload} have arrived; go on there, not at {offset:,}.",
            offset=upload.offset,
        )


def _check_end(upload: Upload, end: int) -> None:
    if end > upload.length:
        raise UploadTooLarge(
            f"{upload} was announced with {upload.length:,} bytes; these would make it longer."
        )


def _cut(upload: Upload, file: int) -> None:
    """Take away what a killed process wrote and never vouched for."""
    if os.fstat(file).st_size < upload.offset:
        _discard(upload)
        raise upload_file.lost(upload)
    os.ftruncate(file, upload.offset)


def _receive(upload: Upload, file: int, stream: Stream, end: int) -> int:
    while upload.offset < end:
        is_start = upload.offset == 0
        wanted = min(STRETCH, end - upload.offset)
        got = upload_file.write(upload, file, stream, wanted)
        _advance(upload, got)
        if is_start:
            _refuse_foreign_format(upload)
        if got < wanted:
            break
    return upload.offset


def _advance(upload: Upload, count: int) -> None:
    """Move the offset, unless the upload moved or ended elsewhere."""
    after = upload.offset + count
    state = UploadState.COMPLETE if after == upload.length else UploadState.RECEIVING
    here = Upload.objects.filter(pk=upload.pk, offset=upload.offset, state=UploadState.RECEIVING)
    if not here.update(offset=after, state=state, expires_at=_expiry()):
        raise _ended(upload)
    upload.offset, upload.state = after, state


def _refuse_foreign_format(upload: Upload) -> None:
    """Tell after the first stretch, not after the last, that the format is not accepted."""
    try:
        open_disk([upload_file.path_of(upload)])
    except ImageRefused as error:
        if error.code != "UnsupportedFormat":
            return  # a part of a disk may look wrong in many ways; publishing looks at the whole
        _discard(upload)
        raise SourceRefused(f"{upload}: {error}", field="file", code=error.code) from error


def _ended(upload: Upload) -> UploadGone:
    return UploadGone(f"The upload of {upload} has ended. Choose the file again to start anew.")


@transaction.atomic
def cancel_upload(*, actor: Actor, upload: Upload) -> None:
    """Give the upload up; its bytes go at once."""
    unused = Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.USED)
    if not unused.update(state=UploadState.EXPIRED):
        raise UploadGone(f"{upload} is already part of a version. Nothing was cancelled.")
    record(actor, UPLOAD, upload.scope, f"cancelled the upload of {upload}")
    transaction.on_commit(lambda: _clear(upload))


def expire_uploads() -> int:
    """Clear away what nobody went on with and what versions no longer need; tells how many."""
    overdue = Upload.objects.filter(expires_at__lt=timezone.now())
    forgotten = overdue.filter(state__in=OPEN)
    for upload in forgotten.select_related("scope")[:BATCH]:
        _expire(upload)
    ended = Upload.objects.filter(state=UploadState.EXPIRED).select_related("region")
    # In any order, so that many in a store that is away are not in the way of the others.
    over = [*ended.order_by("?")[:BATCH], *_read().order_by("?")[:BATCH]]
    return sum(_clear(upload) for upload in over)


@transaction.atomic
def _expire(upload: Upload) -> None:
    """Unless somebody went on with it, or published it, meanwhile."""
    same = Upload.objects.filter(pk=upload.pk, state=upload.state, expires_at=upload.expires_at)
    if same.update(state=UploadState.EXPIRED):
        record(REPLICATION, UPLOAD, upload.scope, f"dropped the forgotten upload {upload}")


def _read() -> QuerySet[Upload]:
    """Uploads whose bytes are a version's disk by now; until a copy is proven, they are a spare."""
    copies = ReplicaDisk.objects.filter(content=OuterRef("pk"))
    unproven = Exists(copies) & ~Exists(copies.filter(is_proven=True))
    contents = DiskContent.objects.filter(source_upload=OuterRef("pk"))
    needed = contents.filter(~Q(state=ContentState.STORED) | unproven)
    used = Upload.objects.filter(~Exists(needed), state=UploadState.USED)
    return used.select_related("region")


def _discard(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.EXPIRED)
    _clear(upload)


def _clear(upload: Upload) -> bool:
    """Bytes first: were this stopped halfway, the row would still tell of the rest."""
    gone = upload_file.remove(upload)
    if gone:
        Upload.objects.filter(pk=upload.pk).delete()
    return gone


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.SIG_UPLOAD_DAYS)
