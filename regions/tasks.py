"""What Celery may call. Each is one call of a service: the rows say what there is to do."""

from celery import shared_task

from regions.replication.run import work as take_turn
from regions.replication.sweep import sweep as wake_forgotten
from regions.services.prune import prune_all
from regions.services.uploads import expire_uploads as clear_uploads


@shared_task(name="regions.work")
def work(region: str) -> None:
    take_turn(region)


@shared_task(name="regions.sweep")
def sweep() -> None:
    wake_forgotten()


@shared_task(name="regions.prune")
def prune() -> None:
    prune_all(dry_run=False)


@shared_task(name="regions.expire_uploads")
def expire_uploads() -> None:
    clear_uploads()
