"""What Celery may call. Each is one call of a service: the rows say what there is to do."""

from celery import shared_task

from accounts.services.group_deletion import delete_groups as take_turn
from accounts.services.group_deletion import forget_old


@shared_task(name="accounts.delete_groups")
def delete_groups() -> None:
    take_turn()


@shared_task(name="accounts.forget_deletions")
def forget_deletions() -> None:
    forget_old()
