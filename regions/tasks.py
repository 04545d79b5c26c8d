"""What Celery may call. Each is one call of a service: the rows say what there is to do."""

from celery import shared_task

from regions.replication.run import work as take_turn
from regions.replication.sweep import sweep as wake_forgotten


@shared_task(name="regions.work")
def work(region: str) -> None:
    take_turn(region)


@shared_task(name="regions.sweep")
def sweep() -> None:
    wake_forgotten()
