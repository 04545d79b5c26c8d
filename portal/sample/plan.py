"""organisation.toml as values."""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("organisation.toml")


@dataclass(frozen=True)
class Edition:
    """One version of an image to publish; `edition` numbers the disk's content."""

    gallery: dict[str, Any]
    image: dict[str, Any]
    number: str
    edition: int

    @property
    def file_name(self) -> str:
        return f"{self.image['name']}-{self.number}.raw"

    @property
    def regions(self) -> list[str]:
        """As written for publish_image; the first is the source region."""
        regions: str = self.image["regions"]
        return regions.split()


@cache
def organisation() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text())


def editions() -> Iterator[Edition]:
    """Oldest first in each image, taking one of each image in turn."""
    found = [
        Edition(gallery, image, number, edition)
        for gallery in organisation()["gallery"]
        for image in gallery["images"]
        for edition, number in enumerate(image["versions"])
    ]
    yield from sorted(found, key=lambda each: each.edition)


def sign_in_name(person: str, domain: str) -> str:
    """tomas@contoso.example for Tomás Vega."""
    first = unicodedata.normalize("NFD", person.split()[0])
    return f"{first.encode('ascii', 'ignore').decode().lower()}@{domain}"
