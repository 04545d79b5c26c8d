"""What Celery may call. Each is one call of the engine: the rows say what there is to do."""

from celery import shared_task

from portal.deployments.engine.run import work as take_turn
from portal.deployments.engine.sweep import sweep as wake_forgotten


@shared_task(name="deployments.work")
def work(deployment: int) -> None:
    take_turn(deployment)


@shared_task(name="deployments.sweep")
def sweep() -> None:
    wake_forgotten()
