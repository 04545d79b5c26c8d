"""Regions as people name them, and who may use the restricted ones."""

import difflib
from typing import Any

from django.db import transaction

from accounts.models import Subscription
from accounts.places import normal
from portal.audit.services import Actor, record
from regions.catalogue import configuration
from regions.choices import StorageType, Tier
from regions.errors import RegionNotAllowed, UnknownRegion, ZonesMissing
from regions.models import Region, RegionAllowance

ALLOW = "Microsoft.Compute/locations/allow/action"
COLUMNS = (
    "display_name", "geography", "latitude", "longitude", "zones", "tiers", "is_restricted",
    "is_offered",
)  # fmt: skip


def sync_regions() -> int:
    """Make the rows say what the configuration says; regions that left it are no longer offered."""
    rows = [Region(name=name, **_columns(entry)) for name, entry in configuration().items()]
    Region.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=COLUMNS
    )
    Region.objects.exclude(name__in=configuration()).update(is_offered=False)
    return len(configuration())


def _columns(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "display_name": entry["display_name"],
        "geography": entry.get("geography", ""),
        "latitude": entry["latitude"],
        "longitude": entry["longitude"],
        "zones": entry.get("zones", 0),
        "tiers": entry.get("tiers", [Tier.STANDARD.value]),
        "is_restricted": entry.get("restricted", False),
        "is_offered": True,
    }


def resolve_region(text: str, *, field: str = "location") -> Region:
    """The region that is meant by `southcentralus` or "South Central US".

    Raises UnknownRegion, which names near matches.
    """
    region = Region.objects.filter(name=normal(text), is_offered=True).first()
    if region is not None:
        return region
    names = {region.name: region for region in Region.objects.filter(is_offered=True)}
    near = [str(names[name]) for name in difflib.get_close_matches(normal(text), names, 3)]
    advice = f"Did you mean {', '.join(near)}?" if near else "The regions page lists what there is."
    raise UnknownRegion(f"There is no region {text!r} here. {advice}", field=field)


def may_use(region: Region, subscription: Subscription) -> bool:
    if not region.is_restricted:
        return True
    return region.allowances.filter(subscription=subscription).exists()


def require_region(region: Region, subscription: Subscription, *, field: str = "location") -> None:
    """Raises RegionNotAllowed unless the subscription may use the region."""
    if not may_use(region, subscription):
        raise RegionNotAllowed(
            f"{subscription} is not on the allow list for {region}. Ask an installation "
            "administrator for access, then try again. Nothing was copied.",
            field=field,
        )


def require_storage(region: Region, storage_type: str, *, field: str = "target_regions") -> None:
    """Raises when the region cannot keep bytes that way."""
    if storage_type in region.storage_types():
        return
    offered = ", ".join(region.storage_types())
    if storage_type == StorageType.STANDARD_ZRS:
        raise ZonesMissing(
            f"ZRS storage account type is not supported in this region. {region} has no zones; "
            f"it offers {offered}.",
            field=field,
        )
    raise ZonesMissing(
        f"{storage_type} is not offered in {region}. It offers {offered}.",
        field=field,
        code="StorageTypeNotSupported",
    )


@transaction.atomic
def allow_region(*, actor: Actor, subscription: Subscription, region: Region) -> RegionAllowance:
    """Put the subscription on the allow list of a restricted region."""
    allowance, made = RegionAllowance.objects.get_or_create(
        region=region, subscription=subscription, defaults={"allowed_by_id": actor.principal.pk}
    )
    if made:
        record(actor, ALLOW, subscription.resource, f"allowed {subscription} to use {region}")
    return allowance


@transaction.atomic
def disallow_region(*, actor: Actor, subscription: Subscription, region: Region) -> None:
    """Take the subscription off the list; what is there already stays."""
    gone, _ = RegionAllowance.objects.filter(region=region, subscription=subscription).delete()
    if gone:
        record(actor, ALLOW, subscription.resource, f"no longer allows {subscription} in {region}")
