"""The processor's time that all of one call's deployments may take, however often workers change.

It is taken in advance and what was not needed is given back. So a worker that is killed has spent
it, and a template that kills its workers comes to an end too.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.models import F

from portal.deployments.errors import TimeSpent
from portal.deployments.language.budget import SECONDS
from portal.deployments.models import Deployment

ADVANCE = 3 * SECONDS  # for the plan, for one body, and for the plan of a deployment inside


def purse_of(deployment: Deployment) -> int:
    """The first of those that one call set off; it outlives the others."""
    together = Deployment.objects.filter(correlation_id=deployment.correlation_id)
    pk: int = together.order_by("pk").values_list("pk", flat=True)[0]
    return pk


@contextmanager
def counted(purse: int) -> Iterator[None]:
    """Raises TimeSpent when nothing is left."""
    _take(purse)
    began = time.thread_time()
    try:
        yield
    finally:
        _add(purse, time.thread_time() - began - ADVANCE)


def _take(purse: int) -> None:
    most = settings.SIG_DEPLOYMENT_SECONDS
    left = Deployment.objects.filter(pk=purse, spent__lt=most)
    if not left.update(spent=F("spent") + ADVANCE):
        raise TimeSpent(
            f"Working out this deployment, with those inside it, has taken the {most:,} seconds of "
            "the processor's time that it may take. What was made stays. Deploy it in several "
            "parts, or ask an installation administrator to raise SIG_DEPLOYMENT_SECONDS."
        )


def _add(purse: int, seconds: float) -> None:
    Deployment.objects.filter(pk=purse).update(spent=F("spent") + seconds)
