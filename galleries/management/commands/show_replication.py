from argparse import ArgumentParser
from typing import Any

from accounts.commands import ActingCommand
from galleries.management import progress
from galleries.management.naming import PATH, PATH_HELP, find_version
from regions.services.status import as_dict, region_rows


class Command(ActingCommand):
    help = "Shows how a version stands in each of its regions."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar=PATH, help=PATH_HELP)
        parser.add_argument("--json", action="store_true", help="for programs")

    def run(self, path: str, json: bool, **options: Any) -> None:
        rows = region_rows(find_version(self.access, path).disk_set)
        if json:
            self.emit([as_dict(row) for row in rows])
        else:
            progress.show(self, rows)
