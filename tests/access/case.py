"""The world, built once for all tests of a class."""

import tempfile
from pathlib import Path

from django.test import TestCase

from portal.sample.disks import MIB, sample_disk
from regions.services.regions import sync_regions
from tests.access.world import World, build


class WorldCase(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        sync_regions()
        with tempfile.TemporaryDirectory() as folder:
            disk = Path(folder, "disk.raw")
            disk.write_bytes(sample_disk("ubuntu", 0, size=4 * MIB, packages=4))
            cls.world = build(disk)
            cls.furnish(disk)

    @classmethod
    def furnish(cls, disk: Path) -> None:
        """What else is wanted, while there is a disk to make it of."""
