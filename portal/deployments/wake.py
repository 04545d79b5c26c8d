"""Telling workers that a deployment can go on. The rows are the truth; a call may be lost."""

import logging
from collections.abc import Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
TASK = "deployments.work"


def wake(deployments: Iterable[int]) -> None:
    """Once what was written is committed. A broker that is away loses nothing: the sweeper wakes
    them again.
    """
    transaction.on_commit(partial(_send, sorted(set(deployments))))


def _send(deployments: list[int]) -> None:
    try:
        for pk in deployments:
            current_app.send_task(TASK, args=[pk], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("The broker is away, the sweeper will wake the deployments: %s", error)
