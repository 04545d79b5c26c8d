from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from accounts.commands import ActingCommand
from accounts.services.escalation import require_administrator
from regions.services.prune import Pruned, prune_all


class Command(ActingCommand):
    help = "Frees the bytes in every store that no version wants any more."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")
        parser.add_argument("--json", action="store_true", help="for programs")

    def run(self, dry_run: bool, json: bool, **options: Any) -> None:
        require_administrator(self.actor)
        done = prune_all(dry_run)
        if json:
            self.emit(asdict(done))
        else:
            self._tell(done, dry_run)
        if done.failed:
            first = "; ".join(f"{name}: {error}" for name, error in list(done.failed.items())[:3])
            raise CommandError(f"{len(done.failed)} sets or stores were left: {first}")

    def _tell(self, done: Pruned, dry_run: bool) -> None:
        verb = "Would free" if dry_run else "Freed"
        self.stdout.write(
            f"{verb} {done.freed:,} bytes in {done.sets:,} sets: {done.packs_deleted:,} packs to "
            f"delete, {done.packs_rewritten:,} to write anew, {done.objects_deleted:,} leftovers."
        )
        if settings.SIG_PRUNE_MINUTES:
            self.stdout.write(
                f"What is younger than {settings.SIG_PRUNE_MINUTES} minutes waits: it may belong "
                "to work that has not ended."
            )
        if done.in_use:
            self.stdout.write(f"In use, left for the next time: {', '.join(done.in_use[:10])}.")
