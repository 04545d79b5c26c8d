"""From a region, zone and tier to the place for its bytes. Addresses stay in configuration.

Opening and looking is I/O that may hang, so nothing here asks the database, except for the marks
of configured stores, which `load_marks` reads beforehand.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from imagestore.chunkset import ChunkSet
from imagestore.errors import StoreError, StoreUnavailable
from imagestore.local import LocalStorage, explained
from regions.catalogue import configuration
from regions.choices import StorageType, Tier
from regions.models import Claim, Replica, Store

MARK = "store.mark"
_marks: dict[tuple[str, str, str], uuid.UUID] = {}


class StoreUnknown(StoreUnavailable):
    """A folder without the mark of the store that belongs there: most likely a missing mount."""

    code = "StoreUnknown"


@dataclass(frozen=True)
class SetAddress:
    """Where one deep copy of a tenant's disks lives."""

    region: str
    zone: str
    tier: str
    tenant: str
    ordinal: int


def zones_of(claim: Claim, ordinal: int) -> list[str]:
    """LRS keeps ordinal k in zone k mod zones; ZRS keeps it in all three."""
    zones = [str(number + 1) for number in range(claim.region.zones)] or ["0"]
    if claim.storage_type == StorageType.STANDARD_ZRS:
        return zones
    return [zones[ordinal % len(zones)]]


def tier_of(claim: Claim) -> Tier:
    return Tier.PREMIUM if claim.storage_type == StorageType.PREMIUM_LRS else Tier.STANDARD


def addresses_of(replica: Replica) -> list[SetAddress]:
    """One, or one in each zone. Needs the claim's region and tenant selected."""
    claim = replica.claim
    tenant = str(claim.disk_set.tenant.guid)
    return [
        SetAddress(claim.region_id, zone, tier_of(claim), tenant, replica.ordinal)
        for zone in zones_of(claim, replica.ordinal)
    ]


def storage_at(address: SetAddress) -> LocalStorage:
    store = store_folder(address.region, address.zone, address.tier)
    return LocalStorage(store / address.tenant / f"set-{address.ordinal}")


def open_set(address: SetAddress) -> ChunkSet:
    return _open(storage_at(address), address)


def _open(storage: LocalStorage, address: SetAddress) -> ChunkSet:
    """Its merged index stays on this machine, where mapping a file cannot hang."""
    parts = (address.region, address.zone, address.tier, address.tenant, f"set-{address.ordinal}")
    return ChunkSet(storage, settings.SIG_PACK_BYTES, _indexes().joinpath(*parts))


def indexes_of(tenant: str) -> list[Path]:
    """Folders of this machine's merged indexes of a tenant's sets."""
    return list(_indexes().glob(f"*/*/*/{tenant}"))


def _indexes() -> Path:
    return Path(settings.SIG_DATA) / "cache" / "indexes"


@contextmanager
def using(addresses: Iterable[SetAddress]) -> Iterator[list[ChunkSet]]:
    """All of these sets; prune keeps away meanwhile. Locked first, so that what they say holds."""
    with ExitStack() as stack:
        yield [_use(address, stack) for address in addresses]


@contextmanager
def using_some(addresses: Iterable[SetAddress]) -> Iterator[list[ChunkSet]]:
    """Those that can be opened, for reading: one zone is enough. Raises when none can."""
    failure: StoreError = StoreUnavailable("No copy of this image is left to read from.")
    with ExitStack() as stack:
        opened = []
        for address in addresses:
            try:
                opened.append(_use(address, stack))
            except StoreError as error:
                failure = error
        if not opened:
            raise failure
        yield opened


def _use(address: SetAddress, stack: ExitStack) -> ChunkSet:
    storage = storage_at(address)
    stack.enter_context(storage.lock(exclusive=False))
    return _open(storage, address)


# -- folders


def store_folder(region: str, zone: str, tier: str) -> Path:
    """The store's folder, which must be the one we know: a missing mount is never filled.

    Raises StoreUnavailable when a configured folder is not there, StoreUnknown when it is
    another one.
    """
    configured = configured_folder(region, zone, tier)
    if configured is None:
        return _own_folder(region, zone, tier)
    with explained(f"Looking for the store {configured}"):
        found = configured.is_dir()
    if not found:
        raise StoreUnavailable(
            f"The store {configured} of {region} is not there. Mount it, then retry."
        )
    _check_mark(configured, _marks.get((region, zone, tier)))
    return configured


def _check_mark(folder: Path, mark: uuid.UUID | None) -> None:
    if mark is None or read_mark(folder) != str(mark):
        raise StoreUnknown(
            f"{folder} is not the store that was there before. Mount the right one, then retry. "
            "A new store becomes known when the product starts, or with check_regions."
        )


def read_mark(folder: Path) -> str:
    try:
        return (folder / MARK).read_text().strip()
    except OSError:
        return ""


def load_marks() -> None:
    """Read what stores are known. Nothing to do where all stores are the product's own folders."""
    if any(entry.get("stores") for entry in configuration().values()):
        for store in Store.objects.all():
            _marks[store.region_id, store.zone, store.tier] = store.mark


def _own_folder(region: str, zone: str, tier: str) -> Path:
    folder = Path(settings.SIG_DATA) / "regions" / region / zone / tier
    with explained(f"Making the {tier} store of {region}, zone {zone}"):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def configured_folder(region: str, zone: str, tier: str) -> Path | None:
    stores = configuration().get(region, {}).get("stores", {})
    address = stores.get(f"{tier}-{zone}") or stores.get(tier)
    if not address:
        return None
    base = Path(str(address).removeprefix("file://"))
    return base if f"{tier}-{zone}" in stores else base / zone


def staging_folder(region: str) -> Path:
    """Where the parts of uploads wait, in the region that will read them."""
    entry = configuration().get(region)
    if entry is None:
        raise StoreUnavailable(
            f"{region} is not among the configured regions any more. Put it back, then retry."
        )
    folder = store_folder(region, "1" if entry.get("zones") else "0", Tier.STANDARD) / "staging"
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
