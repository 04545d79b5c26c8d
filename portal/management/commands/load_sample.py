"""`manage.py load_sample`: what `up` runs in the background on a new data folder."""

from typing import Any

from portal.commands import ProductCommand
from portal.sample.load import load


class Command(ProductCommand):
    help = "Makes the sample organisation on a new data folder, or goes on with it."

    def run(self, **options: Any) -> None:
        load()
