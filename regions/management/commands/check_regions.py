from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.commands import ActingCommand
from accounts.services.escalation import require_administrator
from regions.services.stores import check_stores

COLUMNS = ("region", "zone", "tier", "ok", "write_seconds", "read_seconds", "error")


class Command(ActingCommand):
    help = "Writes, reads, hashes and deletes a probe in every store of every region."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def run(self, json: bool, **options: Any) -> None:
        require_administrator(self.actor)
        checks = check_stores()
        rows = [check.as_dict() for check in checks]
        if json:
            self.emit(rows)
        else:
            self.table([row | {"ok": "yes" if row["ok"] else "NO"} for row in rows], COLUMNS)
        bad = [check for check in checks if not check.ok]
        if bad:
            named = ", ".join(f"{c.region} zone {c.zone} {c.tier}" for c in bad[:5])
            raise CommandError(f"{len(bad)} of {len(checks)} stores failed: {named}.")
