"""`manage.py up`: one command that starts an installation and keeps it running."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings

from accounts.services import setup
from portal.commands import ProductCommand
from portal.sample import state
from portal.supervisor import parts, prepare
from portal.supervisor.greeting import Greeting
from portal.supervisor.parts import Name, Part
from portal.supervisor.renewal import Renewal
from portal.supervisor.supervisor import Supervisor

ONE = (Name.WEB, Name.WORKER, Name.BEAT)


class Command(ProductCommand):
    help = (
        "Starts everything and keeps it running: broker, web server, workers and their clock. "
        "Ctrl+C or one SIGTERM stops it all."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", choices=ONE, default="", metavar="PART",
            help="only this part, beside others elsewhere: web, worker or beat",
        )  # fmt: skip
        parser.add_argument(
            "--region", default="", help="with --only worker: work for this region only"
        )
        parser.add_argument(
            "--tls", action="store_true",
            help="serve https with a certificate of its own authority; the same as SIG_TLS=1",
        )  # fmt: skip

    def run(self, only: str, region: str, tls: bool, **options: Any) -> None:
        if tls and not settings.SIG_TLS:
            _start_again_with_tls()
        wanted = list(parts.parts_for(only, region))
        if only in {"", Name.WEB}:
            prepare.require_free_port(settings.SIG_HOST, settings.SIG_PORT)
        with prepare.only_one(settings.SIG_DATA, f"up{only}{region}"):
            with Supervisor(self.stdout.write) as supervisor:
                self._start(supervisor, wanted, only)

    def _start(self, supervisor: Supervisor, wanted: list[Part], only: str) -> None:
        self.stdout.write(f"Shared Image Gallery, data in {settings.SIG_DATA}")
        if settings.HAS_OWN_BROKER and not only:
            supervisor.add(parts.broker_part())
        else:
            prepare.require_broker()
        if only in {"", Name.WEB}:
            prepare.prepare()
        for part in wanted:
            supervisor.add(part)
        supervisor.run(self._each_tick(supervisor, only))

    def _each_tick(self, supervisor: Supervisor, only: str) -> Callable[[], None]:
        if only not in {"", Name.WEB}:
            return lambda: None
        greeting = self._greeting(supervisor, only)
        if not settings.SIG_TLS:
            return greeting
        renewal = Renewal(supervisor.child(Name.WEB), self.stdout.write)

        def greet_and_renew() -> None:
            greeting()
            renewal()

        return greet_and_renew

    def _greeting(self, supervisor: Supervisor, only: str) -> Greeting:
        """Once the portal answers it greets; what follows is work in the background."""

        def afterwards() -> None:
            if not only and state.is_wanted():
                supervisor.add(parts.sample_part())

        first_link = setup.make_first_link() if setup.needs_setup() else ""
        return Greeting(self.stdout.write, first_link, afterwards)


def _start_again_with_tls() -> NoReturn:
    """Settings are read once, from the environment, and by every part: there it must be said."""
    environment = {**os.environ, "SIG_TLS": "1"}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606
