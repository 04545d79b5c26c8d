from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from accounts.commands import ActingCommand
from galleries.management.naming import PATH, PATH_HELP, find_version
from portal.errors import InvalidInput
from regions.services.exports import open_export
from regions.services.regions import resolve_region


class Command(ActingCommand):
    help = "Writes a disk of a version to a file, from the copies that one region has."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar=PATH, help=PATH_HELP)
        parser.add_argument("--region", required=True, metavar="R", help="whose copies to read")
        parser.add_argument("--replica", type=int, metavar="K", help="that one alone, from 0")
        parser.add_argument("--lun", type=int, metavar="N", help="a data disk, not the OS disk")
        parser.add_argument("--format", choices=["raw", "vhd"], default="raw")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def run(self, path: str, output: Path, **options: Any) -> None:
        _check_place(output)
        region = resolve_region(options["region"], field="region")
        version = find_version(self.access, path, region)
        export = open_export(
            version.disk_set, region, options["lun"], options["replica"], options["format"]
        )
        export.write_to(output)
        self.stdout.write(f"Wrote {output}: {export.size:,} bytes, from {region}.")


def _check_place(output: Path) -> None:
    if output.is_dir():
        raise InvalidInput(f"{output} is a folder. Name the file to write in it.", field="output")
    if not output.absolute().parent.is_dir():
        raise InvalidInput(f"There is no folder {output.parent} to write into.", field="output")
