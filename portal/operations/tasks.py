from celery import shared_task

from portal.operations import services


@shared_task(name="operations.forget_old")
def forget_old() -> None:
    services.forget_old()
