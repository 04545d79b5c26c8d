"""Celery only wakes workers; the rows hold the truth. Losing every message loses nothing."""

import gc
import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.schedules import crontab
from celery.signals import (
    setup_logging,
    task_prerun,
    worker_before_create_process,
    worker_process_init,
)

from portal import request_id
from portal.supervisor.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# Root matters where messages are pickled; ours are JSON.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SWEEP = 3.0  # seconds; what lost its lease or its message waits at most this long
app.conf.beat_schedule = {
    "sweep": {"task": "regions.sweep", "schedule": SWEEP, "options": {"expires": SWEEP}},
    "expire uploads": {"task": "regions.expire_uploads", "schedule": 600.0},
    "prune": {"task": "regions.prune", "schedule": crontab(hour="3", minute="17")},
    "deployments": {
        "task": "deployments.sweep",
        "schedule": SWEEP,
        "options": {"expires": SWEEP},
    },
    "delete groups": {
        "task": "accounts.delete_groups",
        "schedule": SWEEP,
        "options": {"expires": SWEEP},
    },
    "forget deletions": {"task": "accounts.forget_deletions", "schedule": 3600.0},
    "forget operations": {"task": "operations.forget_old", "schedule": 3600.0},
}


@setup_logging.connect
def _keep_our_logging(**kwargs: Any) -> None:
    """Django has set it up; Celery is not to add handlers of its own."""


@task_prerun.connect
def _begin_request(task_id: str, **kwargs: Any) -> None:
    request_id.begin(task_id)


@worker_before_create_process.connect
def _share_memory(**kwargs: Any) -> None:
    """What is loaded so far stays shared with the children: no collector writes to it."""
    gc.freeze()


@worker_process_init.connect
def _end_with_worker(**kwargs: Any) -> None:
    end_with_parent(os.getppid())
