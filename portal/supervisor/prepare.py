"""What must be so before the first part starts: folders, tables, regions, collected files."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from portal.errors import Conflict
from portal.supervisor.broker import BrokerMissing
from regions.services.regions import sync_regions
from regions.services.stores import enlist_stores

MIGRATING = 5_217_004  # number of the lock in a database that several hosts may prepare at once
PAGES_NOT_OFFERED = ["rest_framework", "guardian"]  # they bring files for pages of their own


def prepare() -> None:
    with _alone_in_database():
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            sync_regions()
    enlist_stores()
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=PAGES_NOT_OFFERED)


@contextmanager
def _alone_in_database() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


@contextmanager
def only_one(data: Path, what: str) -> Iterator[None]:
    """Raises Conflict when the same is already running on this data folder."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / f"{what}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"It is already running on the data folder {data}.") from error
        yield


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"{host}:{port} cannot be used: {error.strerror}. Set SIG_HOST or SIG_PORT."
            ) from error


def require_broker() -> None:
    """Raises BrokerMissing when nothing answers where the broker should be."""
    try:
        redis.from_url(settings.REDIS_URL, socket_timeout=5).ping()
    except redis.RedisError as error:
        raise BrokerMissing(
            "The broker does not answer. Set REDIS_URL, or start `manage.py up` without --only "
            f"on this data folder, which runs one of its own. ({error})"
        ) from error
