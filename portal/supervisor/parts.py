"""What an installation is made of, and the command line of each part."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from portal.errors import PortalError
from portal.supervisor import broker, tls
from regions.catalogue import configuration

CELERY = [sys.executable, "-m", "celery", "--app", "portal", "--quiet", "--skip-checks"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


class Name(StrEnum):
    BROKER = "broker"
    WEB = "web"
    WORKER = "worker"
    BEAT = "beat"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Part:
    """A program to keep running. `patience`: seconds to finish what it does when told to stop;
    `niceness`: how far it steps back when pages and copies want the processor at once."""

    name: Name
    command: list[str]
    patience: float = 5
    niceness: int = 0
    once: bool = False  # ends by itself

    @property
    def title(self) -> str:
        return f"The {self.name}"


def broker_part() -> Part:
    return Part(Name.BROKER, broker.command(settings.SIG_DATA))


def web_part() -> Part:
    # 64 threads: a slow reader of a large download holds one for as long as it reads.
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "portal.wsgi:application",
        "--host", settings.SIG_HOST, "--port", str(settings.SIG_PORT), "--no-ws",
        "--workers", str(settings.SIG_WEB_PROCESSES), "--blocking-threads", "64",
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "4",
        "--log-level", "error", *_tls_options(),
    ]  # fmt: skip
    return Part(Name.WEB, command)


def _tls_options() -> list[str]:
    if not settings.SIG_TLS:
        return []
    pair = tls.pair()
    return [
        "--ssl-certificate", str(pair.certificate), "--ssl-keyfile", str(pair.key),
        "--ssl-protocol-min", "tls1.2",
    ]  # fmt: skip


def worker_part(region: str = "") -> Part:
    """Works for every region and for the installation itself, or for one region only."""
    queues = [queue(region)] if region else ["default", *map(queue, configuration())]
    command = [
        *CELERY, "worker", *QUIET, "--queues", ",".join(queues),
        "--concurrency", str(settings.SIG_WORKERS),
    ]  # fmt: skip
    return Part(Name.WORKER, command, patience=settings.SIG_SLICE_SECONDS + 5, niceness=5)


def queue(region: str) -> str:
    if region not in configuration():
        raise PortalError(f"There is no region {region!r} in the configuration.", field="region")
    return f"region.{region}"


def beat_part() -> Part:
    # Daily work is set by the clock, so the schedule needs no file to remember.
    command = [*CELERY, "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile="]
    return Part(Name.BEAT, command)


def sample_part() -> Part:
    command = [sys.executable, "manage.py", "load_sample"]
    return Part(Name.SAMPLE, command, niceness=5, once=True)


def parts_for(only: str, region: str) -> Iterable[Part]:
    """Everything, or the one part that is asked for."""
    if only in {"", Name.WEB}:
        yield web_part()
    if only in {"", Name.WORKER}:
        yield worker_part(region)
    if only in {"", Name.BEAT}:
        yield beat_part()
