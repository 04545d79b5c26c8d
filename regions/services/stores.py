"""Do the stores answer, and are they the ones we know?"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from imagestore.budget import Report
from imagestore.errors import StoreError
from imagestore.local import LocalStorage
from imagestore.probe import probe
from regions.models import Store
from regions.replication.watch import Job, Pulse, StoreStalled, Turn
from regions.stores import (
    MARK,
    configured_folder,
    every_store,
    load_marks,
    read_mark,
    store_folder,
)

log = logging.getLogger(__name__)
PATIENCE = 10.0  # seconds until a store counts as hanging


@dataclass(frozen=True)
class StoreCheck:
    """Times in seconds, for one MiB."""

    region: str
    zone: str
    tier: str
    ok: bool
    write_seconds: float = 0.0
    read_seconds: float = 0.0
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check_stores() -> list[StoreCheck]:
    """Write, read back, hash and delete a probe in every store."""
    enlist_stores()
    return [_check(*store) for store in every_store()]


def _check(region: str, zone: str, tier: str) -> StoreCheck:
    try:
        found = _soon(lambda _: probe(LocalStorage(store_folder(region, zone, tier))))
    except (StoreError, OSError) as error:
        return StoreCheck(region, zone, tier, ok=False, error=str(error))
    return StoreCheck(region, zone, tier, True, round(found.write, 4), round(found.read, 4))


def _soon[T](io: Callable[[Report], T]) -> T:
    """The answer, unless the store hangs: its thread is left alone then."""
    job = Job(io, Pulse(Turn()))
    if not job.over.wait(PATIENCE):
        raise StoreStalled(f"The store did not answer for {PATIENCE:.0f} seconds.")
    return job.answer()


def enlist_stores() -> None:
    """Mark configured stores that are seen for the first time, so that they are known again."""
    known = set(Store.objects.values_list("region_id", "zone", "tier"))
    for region, zone, tier in every_store():
        folder = configured_folder(region, zone, tier)
        if folder is None or (region, zone, tier) in known:
            continue
        try:
            mark = _soon(partial(_marked, folder))
        except (StoreError, OSError) as error:
            log.warning("The store %s of %s is not known yet: %s", folder, region, error)
            continue
        Store.objects.get_or_create(region_id=region, zone=zone, tier=tier, defaults={"mark": mark})
    load_marks()


def _marked(folder: Path, _: Report) -> uuid.UUID:
    """The folder's mark; a new one where there is none yet."""
    text = read_mark(folder)
    if text:
        return uuid.UUID(text)
    mark = uuid.uuid4()
    (folder / MARK).write_text(f"{mark}\n")
    return mark
