"""Image versions: publishing, changing, deleting, and the state of one as a whole."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.choices import ResourceType
from galleries import changes
from galleries.choices import ProvisioningState
from galleries.errors import SourceInUse
from galleries.models import ImageVersion
from galleries.services.cards import touch
from galleries.services.changing import apply_changes, properties
from galleries.services.holding import hold
from galleries.services.numbers import next_number
from galleries.services.publishing import (
    WRITE,
    publish_inspected,
    publish_version,
    replace_source,
)
from portal.audit.services import Actor, record
from regions.choices import RegionState
from regions.models import DiskSet
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
    **wanted: Any,
) -> ImageVersion:
    """Change regions and counts (`targets` names all of them), dates, exclusion and tags."""
    hold(version)
    before, after = apply_changes(version, changes.VERSION, wanted)
    if targets is not None:
        _change_regions(version, targets, before, after)
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
    was, will_be = change_targets(version.disk_set, targets)
    if was != will_be:
        touch(version.resource)
        before["targets"], after["targets"] = sorted(was.values()), sorted(will_be.values())


@transaction.atomic
def delete_version(*, actor: Actor, version: ImageVersion) -> None:
    """Rows go now, bytes with the next prune. Activity entries stay, and the number is free."""
    hold(version)
    _check_not_copied(version)
    ImageVersion.objects.filter(pk=version.pk).update(deleting_since=timezone.now())
    before = properties(version, changes.VERSION)
    summary = f"deleted {version.definition} {version}"
    record(actor, DELETE, version.resource, summary, before=before)
    disk_set = version.disk_set
    release(disk_set)
    version.delete()
    disk_set.delete()
    version.resource.delete()


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


def provisioning_state(version: ImageVersion, rows: Sequence[RegionStatus]) -> ProvisioningState:
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
