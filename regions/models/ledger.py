"""The ledger: append-only, from the first day; usage and cost are read from it."""

from django.db import models
from django.utils import timezone

from regions.choices import LedgerKind


class LedgerEntry(models.Model):
    """A replica that became ready or was removed, or bytes that crossed regions.

    Plain values, no foreign keys: it outlives what it tells of. `bytes` is what is stored
    (occupied, times three for ZRS) or what crossed.
    """

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=16, choices=LedgerKind)
    tenant_id = models.BigIntegerField()  # card ids
    subscription_id = models.BigIntegerField()
    version_id = models.BigIntegerField(null=True)
    disk_set_id = models.BigIntegerField()
    region = models.CharField(max_length=64)
    from_region = models.CharField(max_length=64, blank=True)
    storage_type = models.CharField(max_length=16)
    ordinal = models.PositiveSmallIntegerField()
    bytes = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "ledger entries"
        indexes = [
            models.Index(fields=["subscription_id", "at"], name="ledger_subscription"),
            models.Index(fields=["disk_set_id"], name="ledger_disk_set"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.bytes} bytes in {self.region}"
