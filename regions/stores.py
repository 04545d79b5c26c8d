"""From a region, zone and tier to the place for its bytes. Addresses stay in configuration."""

from functools import cache
from pathlib import Path

from django.conf import settings

from imagestore.chunkset import ChunkSet
from imagestore.errors import StoreUnavailable
from imagestore.local import LocalStorage
from regions.catalogue import configuration
from regions.choices import StorageType, Tier
from regions.models import Claim, Replica


def zones_of(claim: Claim, ordinal: int) -> list[str]:
    """LRS keeps ordinal k in zone k mod zones; ZRS keeps it in all three."""
    zones = [str(number + 1) for number in range(claim.region.zones)] or ["0"]
    if claim.storage_type == StorageType.STANDARD_ZRS:
        return zones
    return [zones[ordinal % len(zones)]]


def tier_of(claim: Claim) -> Tier:
    return Tier.PREMIUM if claim.storage_type == StorageType.PREMIUM_LRS else Tier.STANDARD


def sets_of(replica: Replica) -> list[ChunkSet]:
    """The deep copies that make this replica: one, or one in each zone."""
    claim = replica.claim
    tenant = str(claim.disk_set.tenant.guid)
    return [
        chunk_set(claim.region_id, zone, tier_of(claim), tenant, replica.ordinal)
        for zone in zones_of(claim, replica.ordinal)
    ]


def chunk_set(region: str, zone: str, tier: str, tenant: str, ordinal: int) -> ChunkSet:
    store = store_folder(region, zone, tier)
    return ChunkSet(LocalStorage(store / tenant / f"set-{ordinal}"), settings.SIG_PACK_BYTES)


def store_folder(region: str, zone: str, tier: str) -> Path:
    """The store's folder, which must be the one we know: a missing mount is never filled.

    Raises StoreUnavailable when a configured folder is not there.
    """
    configured = _configured(region, zone, tier)
    if configured is None:
        return _own_folder(region, zone, tier)
    if not configured.is_dir():
        raise StoreUnavailable(
            f"The store {configured} of {region} is not there. Mount it, then retry."
        )
    return configured


@cache
def _own_folder(region: str, zone: str, tier: str) -> Path:
    folder = Path(settings.SIG_DATA) / "regions" / region / zone / tier
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _configured(region: str, zone: str, tier: str) -> Path | None:
    stores = configuration().get(region, {}).get("stores", {})
    address = stores.get(f"{tier}-{zone}") or stores.get(tier)
    if not address:
        return None
    base = Path(str(address).removeprefix("file://"))
    return base if f"{tier}-{zone}" in stores else base / zone


def staging_folder(region: str) -> Path:
    """Where the parts of uploads wait, in the region that will read them."""
    zone = "1" if configuration()[region].get("zones") else "0"
    folder = store_folder(region, zone, Tier.STANDARD) / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def every_store() -> list[tuple[str, str, str]]:
    """(region, zone, tier) of all stores that should answer."""
    found = []
    for name, region in configuration().items():
        zones = [str(number + 1) for number in range(region.get("zones", 0))] or ["0"]
        found += [
            (name, zone, tier) for zone in zones for tier in region.get("tiers", ["standard"])
        ]
    return found
