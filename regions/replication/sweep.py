"""Find what was forgotten: lost messages, dead workers, waits that cannot end."""

from django.db import transaction

from regions.models import DiskSet, ReplicaDisk
from regions.replication.fold import OPEN, fold, hold
from regions.replication.hope import settle_hopeless
from regions.replication.queue import busy_regions
from regions.wake import wake


def sweep() -> list[str]:
    """Wake every region with something to do; which ones."""
    _settle()
    names = busy_regions()
    wake(names)
    return names


@transaction.atomic
def _settle() -> None:
    waiting = ReplicaDisk.objects.filter(is_copied=False, replica__state__in=OPEN)
    contents = set(waiting.values_list("content_id", flat=True))
    if contents:
        hold(DiskSet.objects.filter(contents__in=contents).values_list("pk", flat=True))
        fold(settle_hopeless(contents))
