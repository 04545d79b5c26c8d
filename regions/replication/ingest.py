"""One slice of reading a source: into the first replica of the claim where the source is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from imagestore.budget import Budget, Report
from imagestore.errors import ImageRefused
from imagestore.export import StoredDisk
from imagestore.formats import Disk, open_disk
from imagestore.ingest import Ingested, ingest
from regions.choices import ContentState, ReplicaState, SourceKind, StorageType
from regions.models import Claim, DiskContent, Replica, ReplicaDisk
from regions.replication.fold import OPEN, fold, hold, sum_up
from regions.replication.guests import Guest, guests_of, take_note, welcomed
from regions.replication.places import places_of
from regions.replication.watch import Lease, LeaseLost
from regions.sources import stamp
from regions.stores import addresses_of, staging_folder, using, using_some

RELATED = ("region", "source_upload", "source_content")
Opener = Callable[[], AbstractContextManager[Disk]]
NO_ERROR = {"error_code": "", "error_message": "", "not_before": None}
CLEAN = {"attempts": 0, **NO_ERROR}


def slice_budget() -> Budget:
    return Budget(bytes=settings.SIG_SLICE_BYTES, seconds=settings.SIG_SLICE_SECONDS)


def ingest_slice(row: DiskContent, lease: Lease) -> bool:
    """Whether the disk is read to its end now."""
    content = DiskContent.objects.select_related(*RELATED).get(pk=row.pk)
    home = home_of(content)
    if home is None:
        raise LeaseLost
    _begin(home)
    source, targets, guests = opener(content), addresses_of(home), guests_of(content, home)

    def io(report: Report) -> Ingested:
        with using(targets) as sets, welcomed(guests) as others, source() as disk:
            done = ingest(
                disk, sets, draft=draft_of(content), budget=slice_budget(), report=report,
                guests=others,
            )  # fmt: skip
        with source():  # it may have been replaced while it was read
            return done

    done = lease.run(io, "bytes_read", content.bytes_read, content.virtual_size)
    if done.done:
        _stored(content, home, lease, done, guests)
    else:
        _went_on(home, lease, done, guests)
    return done.done


def draft_of(content: DiskContent) -> str:
    return f"content-{content.pk}"


def home_of(content: DiskContent) -> Replica | None:
    """Where the chunks go first; the oldest version's, when several have the disk."""
    homes = Replica.objects.filter(
        disks__content=content,
        ordinal=0,
        state__in=OPEN,
        claim__region=content.region_id,
    )
    return (
        homes.select_related("claim__region", "claim__disk_set__tenant")
        .order_by("claim__disk_set", "pk")
        .first()
    )


def _begin(home: Replica) -> None:
    Replica.objects.filter(pk=home.pk, state=ReplicaState.WAITING).update(
        state=ReplicaState.COPYING, started_at=home.started_at or timezone.now()
    )
    if home.state == ReplicaState.WAITING:
        fold([home.claim_id])


# -- sources


def opener(content: DiskContent) -> Opener:
    """All that the database knows is read now; what may hang happens in the call."""
    if content.source_kind == SourceKind.CONTENT:
        return _stored_opener(content)
    if content.source_kind == SourceKind.UPLOAD:
        return _upload_opener(content)
    return lambda: _file(Path(content.source_path), content)


@contextmanager
def _file(path: Path, content: DiskContent) -> Iterator[Disk]:
    if not path.is_file():
        raise ImageRefused("SourceGone", f"The file {path} is gone. Publish it again.")
    if stamp(path) != content.source_stamp:
        raise ImageRefused(
            "SourceChanged", f"The file {path} was changed after it was published. Publish again."
        )
    yield open_disk([path], content.source_format)


def _upload_opener(content: DiskContent) -> Opener:
    upload = content.source_upload
    if upload is None:
        raise ImageRefused("SourceGone", "The uploaded file is gone. Upload it again.")
    names = [part.file_name for part in upload.parts.all()]
    region, guid = upload.region_id, str(upload.guid)

    @contextmanager
    def opened() -> Iterator[Disk]:
        parts = [staging_folder(region) / guid / name for name in names]
        if not parts or not all(part.is_file() for part in parts):
            raise ImageRefused("SourceGone", "Parts of the upload are gone. Upload it again.")
        yield open_disk(parts, content.source_format)

    return opened


def _stored_opener(content: DiskContent) -> Opener:
    """Another tenant's image: read chunk by chunk, verified, as if it were a disk."""
    source = content.source_content
    if source is None or not source.manifest:
        raise ImageRefused("SourceGone", "The image version this was made from is gone.")
    places = places_of([source.pk], content.region, 0)[source.pk]
    addresses = [address for place in places for address in place.addresses]
    manifest = source.manifest

    @contextmanager
    def opened() -> Iterator[Disk]:
        with using_some(addresses) as sets:
            yield StoredDisk(manifest, sets)

    return opened


# -- results


@transaction.atomic
def _went_on(home: Replica, lease: Lease, done: Ingested, guests: Sequence[Guest]) -> None:
    lease.release(bytes_read=done.offset, **CLEAN)
    Replica.objects.filter(pk=home.pk).update(**NO_ERROR)
    take_note(guests, done.guests, home)


@transaction.atomic
def _stored(
    content: DiskContent, home: Replica, lease: Lease, done: Ingested, guests: Sequence[Guest]
) -> None:
    """The disk is there once, unproven; from now on everybody knows how much there is to copy."""
    disks = ReplicaDisk.objects.filter(content=content)
    hold(disks.values_list("replica__claim__disk_set", flat=True))
    lease.release(
        state=ContentState.STORED,
        manifest=done.manifest_id,
        occupied_size=done.occupied,
        bytes_read=content.virtual_size,
        stored_at=timezone.now(),
        **CLEAN,
    )
    zoned = disks.filter(replica__claim__storage_type=StorageType.STANDARD_ZRS)
    disks.update(bytes_total=done.occupied)
    ReplicaDisk.objects.filter(pk__in=list(zoned.values_list("pk", flat=True))).update(
        bytes_total=done.occupied * 3
    )
    disks.filter(replica=home).update(
        bytes_copied=done.written, bytes_reused=done.reused, is_measured=True, is_copied=True
    )
    take_note(guests, done.guests, home)
    Replica.objects.filter(pk=home.pk).update(**NO_ERROR)
    replicas = set(disks.values_list("replica_id", flat=True))
    sum_up(replicas)
    fold(Claim.objects.filter(replicas__in=replicas).values_list("pk", flat=True))
