"""Image versions: publishing, changing, deleting, and the state of one as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.choices import ResourceType
from galleries import changes
from galleries.choices import ProvisioningState
from galleries.errors import KeptUntilEndOfLife, SourceInUse
from galleries.models import ImageVersion
from galleries.services.cards import touch
from galleries.services.changing import apply_changes, properties
from galleries.services.holding import hold
from galleries.services.numbers import next_number
from galleries.services.publishing import (
    WRITE,
    note_targets,
    publish_inspected,
    publish_version,
    replace_source,
)
from portal.audit.services import Actor, record
from portal.errors import Conflict
from regions.choices import RegionState
from regions.models import Claim, DiskSet
from regions.services.claims import Target, change_targets, release
from regions.services.status import RegionStatus, aggregated

__all__ = [
    "delete_version", "next_number", "provisioning_state", "publish_inspected", "publish_version",
    "replace_source", "update_version",
]  # fmt: skip
DELETE = f"{ResourceType.VERSION}/delete"
UNSETTLED = [RegionState.UNKNOWN, RegionState.REPLICATING]


@transaction.atomic
def update_version(
    *,
    actor: Actor,
    version: ImageVersion,
    targets: Sequence[Target] | None = None,
    excluded: Mapping[str, bool | None] | None = None,
    **wanted: Any,
) -> ImageVersion:
    """Change regions and counts (`targets` names all of them), dates, exclusion and tags.

    With `excluded`, these regions say of `latest` what it says, and the others nothing.
    """
    hold(version)
    before, after = apply_changes(version, changes.VERSION, wanted)
    if targets is not None:
        _change_regions(version, targets, before, after)
        _change_order(version, targets, excluded, before, after)
    if after:
        summary = f"changed {version.definition} {version}"
        record(actor, WRITE, version.resource, summary, before=before, after=after)
    return version


def _change_regions(
    version: ImageVersion,
    targets: Sequence[Target],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    _check_may_go(version, {target.region.name for target in targets})
    was, will_be = change_targets(version.disk_set, targets)
    if was != will_be:
        touch(version.resource)
        before["targets"], after["targets"] = sorted(was.values()), sorted(will_be.values())


def _check_may_go(version: ImageVersion, wanted: set[str]) -> None:
    claims = version.disk_set.claims.exclude(region__in=wanted).select_related("region")
    if not version.may_lose_regions and (claim := claims.first()):
        raise Conflict(
            f"{version.definition} {version} is protected from being removed from a region, and "
            f"{claim.region} would lose it. Set allowDeletionOfReplicatedLocations to true first. "
            "Nothing was changed.",
            field="targets",
        )


def _change_order(
    version: ImageVersion,
    targets: Sequence[Target],
    excluded: Mapping[str, bool | None] | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    now = {target.region_id: target.exclude_from_latest for target in version.targets.all()}
    wanted = dict(now if excluded is None else excluded)
    note_targets(version, targets, wanted)
    was, will_be = _said(now), _said({t.region.name: wanted.get(t.region.name) for t in targets})
    if was != will_be:
        touch(version.resource)
        before["excluded"], after["excluded"] = was, will_be


def _said(excluded: Mapping[str, bool | None]) -> dict[str, bool]:
    return {name: value for name, value in sorted(excluded.items()) if value is not None}


@transaction.atomic
def delete_version(*, actor: Actor, version: ImageVersion) -> None:
    """Rows go now, bytes with the next prune. Activity entries stay, and the number is free."""
    hold(version)
    _check_end_of_life(version)
    _check_not_copied(version)
    ImageVersion.objects.filter(pk=version.pk).update(deleting_since=timezone.now())
    before = properties(version, changes.VERSION) | {"source_text": version.source_name}
    summary = f"deleted {version.definition} {version}"
    record(actor, DELETE, version.resource, summary, before=before)
    disk_set = version.disk_set
    release(disk_set)
    version.delete()
    disk_set.delete()
    version.resource.delete()


def _check_end_of_life(version: ImageVersion) -> None:
    end = version.end_of_life
    if version.is_kept_until_end_of_life and end and end > timezone.now():
        raise KeptUntilEndOfLife(
            "Deletion of Gallery image version is not allowed because the image is enabled for "
            "blockDeletionBeforeEndOfLife and its endOfLifeDate has not reached yet. Set the flag "
            "to false first."
        )


def _check_not_copied(version: ImageVersion) -> None:
    """Versions made from this one need it until one region has them."""
    disk_set = version.disk_set
    others = DiskSet.objects.filter(contents__in=disk_set.contents.all()).exclude(pk=disk_set.pk)
    copying = others.filter(claims__state__in=UNSETTLED).exclude(claims__replicas_ready__gt=0)
    count = copying.distinct().count()
    if count:
        raise SourceInUse(
            f"{count} other {'version is' if count == 1 else 'versions are'} still being copied "
            f"from {version}. Wait until they are ready in one region, or cancel them. Nothing was "
            "deleted."
        )


def provisioning_state(
    version: ImageVersion, rows: Sequence[RegionStatus] | Sequence[Claim]
) -> ProvisioningState:
    """What the public service says of the version as a whole; needs its card."""
    if version.deleting_since:
        return ProvisioningState.DELETING
    state = aggregated(rows)
    if state == "Completed":
        return ProvisioningState.SUCCEEDED
    if state == "Failed":
        return ProvisioningState.FAILED
    card = version.resource
    was_changed = card.changed_at > card.created_at
    return ProvisioningState.UPDATING if was_changed else ProvisioningState.CREATING
