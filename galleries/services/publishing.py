"""Publishing image versions: from the wish to the rows that workers act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.choices import ResourceType
from galleries import changes
from galleries.models import ImageDefinition, ImageVersion, VersionTarget
from galleries.names import parse_number
from galleries.services.cards import create_card, touch
from galleries.services.changing import properties, validate
from galleries.services.holding import hold
from galleries.services.limits import make_room
from galleries.services.numbers import check_free
from galleries.services.sharing import check_fits
from galleries.services.sources import check_uploads, chosen, described
from portal.audit.services import Actor, record
from portal.errors import Conflict
from regions.choices import ContentState, StorageType
from regions.models import DiskSet, Region
from regions.services.claims import Target, check_targets, create_claims, release
from regions.services.contents import DiskInput, Inspected, create_disk_set, inspect

WRITE = f"{ResourceType.VERSION}/write"


@dataclass(frozen=True)
class Publication:
    """What is wanted of a new version, besides its disks; names are those of the columns.

    Count and storage type are its defaults: where there are no targets, the source region is the
    only one and has them.
    """

    number: str
    source_region: Region
    targets: Sequence[Target] = ()
    replica_count: int = 1
    storage_type: str = StorageType.STANDARD_LRS
    exclude_from_latest: bool = False
    end_of_life: datetime | None = None
    storage_strategy: str = ""
    excluded: Mapping[str, bool | None] = field(default_factory=dict)  # from latest, by region
    may_lose_regions: bool = True
    is_kept_until_end_of_life: bool = False
    host_caching: Mapping[str, str] = field(default_factory=dict)
    source_id: str = ""  # what the source is called by whoever may not see its own id
    tags: Mapping[str, str] | None = None
    priority: int = 0

    @property
    def all_targets(self) -> Sequence[Target]:
        default = Target(self.source_region, self.replica_count, self.storage_type)
        return self.targets or [default]


def publish_version(
    *,
    actor: Actor,
    definition: ImageDefinition,
    disks: Sequence[DiskInput] = (),
    source: ImageVersion | None = None,
    **wanted: Any,
) -> ImageVersion:
    """From disk files or from another version; `wanted` are the fields of a Publication.

    The sources are looked into before any row exists.
    """
    inspected = inspect(chosen(definition, disks, source))
    return publish_inspected(
        actor=actor, definition=definition, disks=inspected, source=source, **wanted
    )


@transaction.atomic
def publish_inspected(
    *,
    actor: Actor,
    definition: ImageDefinition,
    disks: Sequence[Inspected],
    source: ImageVersion | None = None,
    **wanted: Any,
) -> ImageVersion:
    """All rows of a new version at once; workers begin when they are committed."""
    publication = Publication(**wanted)
    _check(definition, disks, publication)
    if source:
        hold(source)  # its disks stay until ours refer to them
    version = _version(definition, disks, publication)
    version.published_by_name = str(actor.principal)
    _describe(version, disks, source)
    version.source_text = publication.source_id or version.source_text
    validate(version)
    version.save()
    create_claims(version.disk_set, publication.all_targets, publication.priority)
    note_targets(version, publication.all_targets, publication.excluded)
    targets = [str(target) for target in publication.all_targets]
    told = {"targets": targets, "source_text": version.source_name}
    after = properties(version, changes.VERSION) | told
    record(actor, WRITE, version.resource, f"published {definition} {version}", after=after)
    return version


def _check(
    definition: ImageDefinition, disks: Sequence[Inspected], publication: Publication
) -> None:
    subscription, region = definition.gallery.subscription, publication.source_region
    number = parse_number(publication.number)
    check_fits(definition.gallery, region)
    check_targets(publication.all_targets, region, subscription)
    check_uploads(disks, region)
    make_room(subscription, ResourceType.VERSION, region)
    check_free(definition, number)


def _version(
    definition: ImageDefinition, disks: Sequence[Inspected], publication: Publication
) -> ImageVersion:
    number, region = parse_number(publication.number), publication.source_region
    card = create_card(
        definition.resource, ResourceType.VERSION, str(number), region, publication.tags
    )
    tenant = definition.gallery.subscription.tenant
    return ImageVersion(
        resource=card,
        definition=definition,
        major=number.major,
        minor=number.minor,
        patch=number.patch,
        disk_set=create_disk_set(tenant=tenant, region=region, disks=disks, card=card),
        replica_count=publication.replica_count,
        storage_type=publication.storage_type,
        exclude_from_latest=publication.exclude_from_latest,
        end_of_life=publication.end_of_life,
        storage_strategy=publication.storage_strategy,
        may_lose_regions=publication.may_lose_regions,
        is_kept_until_end_of_life=publication.is_kept_until_end_of_life,
        host_caching=dict(publication.host_caching),
    )


def note_targets(
    version: ImageVersion, targets: Sequence[Target], excluded: Mapping[str, bool | None]
) -> None:
    """Keep the order of the regions, and which of them say something else of `latest`."""
    version.targets.all().delete()
    VersionTarget.objects.bulk_create(
        VersionTarget(
            version=version,
            region=target.region,
            position=position,
            exclude_from_latest=excluded.get(target.region.name),
        )
        for position, target in enumerate(targets)
    )


def _describe(
    version: ImageVersion, disks: Sequence[Inspected], source: ImageVersion | None
) -> None:
    version.source_kind, version.source_text = described(disks, source)


def replace_source(
    *, actor: Actor, version: ImageVersion, disks: Sequence[DiskInput]
) -> ImageVersion:
    """Try a version whose source could not be read again with other disk files.

    Number, regions and counts stay. Once a source was read, the version is immutable.
    """
    return _replace(actor, version, inspect(disks))


@transaction.atomic
def _replace(actor: Actor, version: ImageVersion, disks: Sequence[Inspected]) -> ImageVersion:
    hold(version)
    _check_unread(version)
    check_uploads(disks, version.disk_set.region)
    before = {"source_text": version.source_text}
    _swap(version, disks)
    touch(version.resource)
    summary = f"retried {version.definition} {version} with another source"
    after = {"source_text": version.source_text}
    record(actor, WRITE, version.resource, summary, before=before, after=after)
    return version


def _check_unread(version: ImageVersion) -> None:
    if not version.disk_set.contents.filter(state=ContentState.FAILED).exists():
        raise Conflict(
            f"The source of {version} can be read, so it cannot be replaced. Retry the regions "
            "that failed, or publish another version. Nothing was changed."
        )


def _swap(version: ImageVersion, disks: Sequence[Inspected]) -> None:
    old = version.disk_set
    claims = list(old.claims.select_related("region"))
    version.disk_set = create_disk_set(
        tenant=old.tenant, region=old.region, disks=disks, card=version.resource
    )
    _describe(version, disks, None)
    version.save(update_fields=["disk_set", "source_kind", "source_text"])
    _let_go(old)
    targets = [Target(c.region, c.replica_count, c.storage_type) for c in claims]
    create_claims(version.disk_set, targets, claims[0].priority)


def _let_go(disk_set: DiskSet) -> None:
    release(disk_set)
    disk_set.delete()
