"""Where a version is wanted: regions, counts and storage types, as people write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from accounts.models import Subscription
from portal.errors import InvalidInput, PropertyChangeNotAllowed
from regions.choices import ReplicaState, StorageType
from regions.errors import LastCopy
from regions.models import Claim, DiskSet, Region, Replica
from regions.services.regions import require_region, require_storage, resolve_region

FIELD = "target_regions"
MOST_DIGITS = 9
TYPES = {type_.value.lower(): type_ for type_ in StorageType}


@dataclass(frozen=True)
class Target:
    """So many replicas in a region, kept on one type of storage."""

    region: Region
    replica_count: int
    storage_type: str = StorageType.STANDARD_LRS

    def __str__(self) -> str:
        return f"{self.region.name}={self.replica_count}={self.storage_type}"


def parse_target(
    text: str,
    default_count: int = 1,
    default_type: str = StorageType.STANDARD_LRS,
    field: str = FIELD,
) -> Target:
    """From "westus2", "West US 2=2" or "westus2=2=Standard_ZRS"."""
    name, count, type_, *rest = [*(part.strip() for part in text.split("=")), "", ""]
    if any(rest):
        raise InvalidInput(
            f"{text!r} is not a target region. Write REGION, REGION=COUNT or REGION=COUNT=TYPE.",
            field=field,
        )
    return Target(
        resolve_region(name, field=field),
        _count(count, field) if count else default_count,
        parse_storage_type(type_, field) if type_ else default_type,
    )


def _count(text: str, field: str) -> int:
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise InvalidInput(
            f"{text[:20]!r} is not a replica count. Give a whole number.", field=field
        )
    return int(text)


def parse_storage_type(text: str, field: str = "storage_type") -> StorageType:
    """However the letters are cased."""
    found = TYPES.get(text.strip().lower())
    if found is None:
        raise InvalidInput(
            f"There is no storage type {text!r}. Use {', '.join(StorageType)}.", field=field
        )
    return found


def check_targets(
    targets: Sequence[Target], source_region: Region, subscription: Subscription
) -> None:
    """Raises what is wrong with the wish, before anything is written."""
    check_regions_once(targets, source_region)
    for target in targets:
        check_count(target.replica_count)
        require_storage(target.region, target.storage_type, field=FIELD)
        require_region(target.region, subscription, field=FIELD)


def check_regions_once(targets: Sequence[Target], source_region: Region) -> None:
    names = [target.region.name for target in targets]
    if len(set(names)) < len(names):
        twice = sorted({str(t.region) for t in targets if names.count(t.region.name) > 1})
        raise InvalidInput(
            "Duplicate regions are not allowed in target publishing regions. "
            f"Name {', '.join(twice)} once.",
            field=FIELD,
        )
    if source_region.name not in names:
        raise InvalidInput(
            f"Gallery image version publishing profile regions {', '.join(names) or '(none)'} "
            f"must contain the location of image version {source_region.name}. "
            f"Add {source_region}: the disks are read there first.",
            field=FIELD,
        )


def check_count(count: int) -> None:
    if not 1 <= count <= settings.SIG_MAX_REPLICAS:
        raise InvalidInput(
            f"The value {count} of parameter replicaCount is out of range. The value must be "
            f"between 1 and {settings.SIG_MAX_REPLICAS}, inclusive.",
            field=FIELD,
        )


def check_change(disk_set: DiskSet, claims: Mapping[str, Claim], targets: Sequence[Target]) -> None:
    """Raises what is wrong with changing the claims (by region) into the targets."""
    check_regions_once(targets, disk_set.region)
    for target in targets:
        claim = claims.get(target.region.name)
        check_count(target.replica_count)
        if claim is None:
            _check_new(target, disk_set)
        elif claim.storage_type != target.storage_type:
            raise PropertyChangeNotAllowed(
                f"The storage type in {target.region} is {claim.storage_type} and cannot be "
                "changed. Drop the region, and add it again with the other type.",
                field=FIELD,
            )
    _check_last_copy(disk_set, targets)


def _check_new(target: Target, disk_set: DiskSet) -> None:
    require_storage(target.region, target.storage_type, field=FIELD)
    card = disk_set.card
    if card is not None and card.subscription_id is not None:
        subscription = Subscription.objects.get(resource=card.subscription_id)
        require_region(target.region, subscription, field=FIELD)


def _check_last_copy(disk_set: DiskSet, targets: Sequence[Target]) -> None:
    counts = {target.region.name: target.replica_count for target in targets}
    ready = Replica.objects.filter(claim__disk_set=disk_set, state=ReplicaState.READY)
    places = list(ready.values_list("claim__region_id", "ordinal"))
    if places and not any(ordinal < counts.get(name, 0) for name, ordinal in places):
        raise LastCopy(
            "This would remove the last ready copy. Wait until a copy that stays is ready, or "
            "retry it where it failed. Nothing was changed.",
            field=FIELD,
        )
