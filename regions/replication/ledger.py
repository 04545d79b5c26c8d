"""One row for every replica that becomes ready or stops being so, and for bytes that cross."""

from regions.choices import LedgerKind
from regions.models import LedgerEntry, Replica


def note(kind: LedgerKind, replica: Replica, count: int, from_region: str = "") -> None:
    """Write it in the transaction of what it tells of."""
    claim = replica.claim
    card = claim.disk_set.card
    LedgerEntry.objects.create(
        kind=kind,
        tenant_id=claim.disk_set.tenant.resource_id,
        subscription_id=(card.subscription_id if card else None) or 0,
        version_id=card.pk if card else None,
        disk_set_id=claim.disk_set_id,
        region=claim.region_id,
        from_region=from_region,
        storage_type=claim.storage_type,
        ordinal=replica.ordinal,
        bytes=count,
    )
