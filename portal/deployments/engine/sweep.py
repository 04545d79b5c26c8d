"""Find what was forgotten: lost messages, dead workers, waits that have ended."""

from portal.deployments.models import Deployment
from portal.deployments.wake import wake

MOST = 500  # at once; the others come next time


def sweep() -> list[int]:
    """Wake every deployment with something to do; which ones."""
    found = Deployment.objects.active().free().due().order_by("pk")
    names = list(found.values_list("pk", flat=True)[:MOST])
    wake(names)
    return names
