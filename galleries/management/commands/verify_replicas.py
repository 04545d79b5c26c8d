from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError

from accounts.commands import ActingCommand
from galleries.management.naming import PATH, PATH_HELP, find_version
from galleries.models import ImageVersion
from galleries.services.versions import WRITE
from regions.services.verify import Finding, verify_disk_set

COLUMNS = ("version", "region", "replica", "zone", "lun", "repaired", "message")
RELATED = ("resource__gallery", "resource__definition", "disk_set__tenant__resource")


class Command(ActingCommand):
    help = (
        "Reads every replica back and hashes every chunk, of one version or of all. Fails when "
        "damage is left; a damaged replica is not served any more."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", default="", metavar=PATH, help=PATH_HELP)
        parser.add_argument(
            "--repair", action="store_true", help="fetch what is damaged from another copy"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def run(self, path: str, repair: bool, json: bool, **options: Any) -> None:
        wanted = [find_version(self.access, path).pk] if path else self._all()
        rows = [row for pk in wanted for row in self._verify(pk, repair)]
        if json:
            self.emit(rows)
        else:
            self._tell(rows, len(wanted))
        left = [row for row in rows if not row["repaired"]]
        if left:
            raise CommandError(_summary(left, repair))

    def _all(self) -> list[int]:
        versions = ImageVersion.objects.accessible(self.access).order_by("pk")
        return list(versions.values_list("pk", flat=True))

    def _verify(self, pk: int, repair: bool) -> list[dict[str, Any]]:
        version = ImageVersion.objects.select_related(*RELATED).filter(pk=pk).first()
        if version is None:  # deleted meanwhile
            return []
        if repair:
            self.require(WRITE, version.resource)
        return [_row(version, found) for found in verify_disk_set(version.disk_set, repair)]

    def _tell(self, rows: Sequence[dict[str, Any]], versions: int) -> None:
        if rows:
            self.table(rows, COLUMNS)
        else:
            self.stdout.write(f"Versions verified: {versions:,}. Every replica is whole.")


def _row(version: ImageVersion, found: Finding) -> dict[str, Any]:
    card = version.resource
    return {
        "version": f"{card.gallery}/{card.definition}/{version}",
        "region": found.region,
        "replica": found.replica,
        "zone": found.zone,
        "lun": found.lun,
        "code": found.code,
        "message": found.message,
        "pack": found.pack,
        "chunk": found.chunk,
        "repaired": found.is_repaired,
    }


def _summary(left: Sequence[dict[str, Any]], tried: bool) -> str:
    where = sorted({f"{row['version']} in {row['region']}" for row in left})
    advice = "No whole copy was found to repair from." if tried else "Try again with --repair."
    return f"{len(left)} of what was found is left: {', '.join(where[:5])}. {advice}"
