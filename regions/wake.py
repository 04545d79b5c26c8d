"""Telling workers that a region has something to do. The rows are the truth; a call may be lost."""

import logging
from collections.abc import Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
TASK = "regions.work"


def queue_of(region: str) -> str:
    return f"region.{region}"


def wake(regions: Iterable[str]) -> None:
    """Once what was written is committed, wake the workers of these regions.

    A broker that is away loses nothing: the sweeper wakes them again.
    """
    names = sorted(set(regions))
    if names:
        transaction.on_commit(partial(_send, names))


def _send(names: list[str]) -> None:
    try:
        for name in names:
            current_app.send_task(
                TASK, args=[name], queue=queue_of(name), retry=False, ignore_result=True
            )
    except (OperationalError, OSError) as error:
        log.warning("The broker is away, the sweeper will wake %s: %s", ", ".join(names), error)
