from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts.commands import ActingCommand
from galleries.choices import Generation, OsState, OsType
from galleries.management import progress
from galleries.management.parents import Parents
from galleries.management.tree import Named
from galleries.models import ImageVersion
from galleries.services.versions import WRITE, publish_inspected
from portal.errors import InvalidInput
from regions.services.claims import Target, parse_target
from regions.services.contents import DiskInput, Inspected, inspect
from regions.services.regions import resolve_region
from regions.services.status import RegionStatus, as_dict, region_rows
from regions.services.targets import MOST_DIGITS

FORMATS = ("raw", "vhd")
PROPERTIES = {
    "publisher": "publisher",
    "offer": "offer",
    "sku": "sku",
    "os_type": "os_type",
    "os_state": "os_state",
    "hyper_v_generation": "generation",
}


class Command(ActingCommand):
    help = (
        "Publishes a disk file of this machine as a version of an image. What it lies in is "
        "created when it is missing and named."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="disk file, raw or VHD; read where it lies")
        parser.add_argument("--gallery", required=True, metavar="G", help="name or full id")
        parser.add_argument("--definition", required=True, metavar="D", help="name or full id")
        parser.add_argument(
            "--version", required=True, dest="number", metavar="N", help="for example 1.0.0"
        )
        parser.add_argument(
            "--data-disk", action="append", default=[], metavar="LUN=FILE", help="may be repeated"
        )
        parser.add_argument(
            "--format",
            default="",
            choices=FORMATS,
            help="what every file is; by their names and contents, if not given",
        )
        _add_parents(parser)
        _add_properties(parser)
        _add_regions(parser)
        parser.add_argument(
            "--wait", action="store_true", help="until every region has settled; fails if one did"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Here `--version` is an image's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def run(self, file: Path, **options: Any) -> None:
        claimed = options["format"]
        data_disks = [_data_disk(text, claimed) for text in options["data_disk"]]
        disks = inspect([DiskInput(None, file=file, claimed=claimed), *data_disks])
        version = self._publish(disks, options)
        rows = self._wait(version) if options["wait"] else region_rows(version.disk_set)
        self._report(version, rows, options)

    @transaction.atomic
    def _publish(self, disks: Sequence[Inspected], options: dict[str, Any]) -> ImageVersion:
        targets = [
            parse_target(text, options["replica_count"]) for text in options["target_regions"]
        ]
        parents = Parents(self, _named(options, targets))
        definition = parents.definition
        self.require(WRITE, definition.resource)
        return publish_inspected(
            actor=self.actor,
            definition=definition,
            disks=disks,
            number=options["number"],
            source_region=parents.region,
            targets=targets,
            replica_count=options["replica_count"],
        )

    def _wait(self, version: ImageVersion) -> list[RegionStatus]:
        try:
            return progress.until_settled(self, version.disk_set)
        except KeyboardInterrupt as error:
            raise CommandError(
                "No longer waiting. The regions go on; show_replication says how far."
            ) from error

    def _report(
        self, version: ImageVersion, rows: Sequence[RegionStatus], options: dict[str, Any]
    ) -> None:
        name = f"{version.definition.gallery}/{version.definition}/{version}"
        if options["json"]:
            self.emit({"id": version.resource.arm_id, "replication": [as_dict(r) for r in rows]})
        elif options["wait"]:
            progress.show(self, rows)
        else:
            self.stdout.write(f"Published {name}. See how far it is: show_replication {name}")
        failed = progress.failed(rows)
        if failed:
            where = "; ".join(f"{row.region}: {row.error_message} {row.advice}" for row in failed)
            raise CommandError(f"{len(failed)} of {len(rows)} regions failed. {where}")


def _add_parents(parser: ArgumentParser) -> None:
    parser.add_argument("--tenant", default="", metavar="T", help="the only one, if not named")
    parser.add_argument("--subscription", default="", metavar="S", help="the only one, likewise")
    parser.add_argument("--resource-group", default="", metavar="RG", help="to create the gallery")


def _add_properties(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("to create the definition")
    group.add_argument("--publisher", metavar="P")
    group.add_argument("--offer", metavar="O")
    group.add_argument("--sku", metavar="K")
    group.add_argument("--os-type", choices=OsType.values, help="Linux, if not given")
    group.add_argument("--os-state", choices=OsState.values, help="Generalized, if not given")
    group.add_argument("--hyper-v-generation", choices=Generation.values, help="V2, if not given")


def _add_regions(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--source-region",
        metavar="R",
        help="reads the disk; the first target if not given, else where the gallery lies",
    )
    parser.add_argument(
        "--target-regions", nargs="+", action="extend", default=[], metavar="R[=COUNT[=TYPE]]"
    )
    parser.add_argument(
        "--replica-count", type=int, default=1, metavar="N", help="where a region names none"
    )


def _named(options: dict[str, Any], targets: Sequence[Target]) -> Named:
    source = options["source_region"]
    first = targets[0].region if targets else None
    given = {column: options[option] for option, column in PROPERTIES.items() if options[option]}
    return Named(
        gallery=options["gallery"].strip(),
        definition=options["definition"].strip(),
        tenant=options["tenant"].strip(),
        subscription=options["subscription"].strip(),
        resource_group=options["resource_group"].strip(),
        region=resolve_region(source, field="source_region") if source else first,
        properties=given,
    )


def _data_disk(text: str, claimed: str) -> DiskInput:
    lun, equals, file = text.partition("=")
    if not equals or not file or not lun.isdecimal() or len(lun) > MOST_DIGITS:
        raise InvalidInput(f"{text!r} is not a data disk. Write LUN=FILE, for example 0=data.vhd.")
    return DiskInput(int(lun), file=Path(file), claimed=claimed)
