"""What things may be called. Each refusal says the rule and, where there is one, the fix."""

import re
from dataclasses import dataclass

from portal.errors import InvalidInput

MOST_NAME = 80
MOST_PART = 2**31 - 1  # each part of a version number is a 32-bit integer
IDENTIFIER_LENGTHS = {"publisher": 128, "offer": 64, "sku": 64}

GALLERY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.]{0,78}[A-Za-z0-9])?")
DEFINITION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9])?")
IDENTIFIER = re.compile(r"[A-Za-z0-9._-]*[A-Za-z0-9_-]")
NUMBER = re.compile(r"([0-9]{1,10})\.([0-9]{1,10})\.([0-9]{1,10})")

GALLERY_RULE = (
    "Gallery name is invalid. Allowed characters are English alphanumeric characters, with "
    "underscores, and periods allowed in the middle, up to 80 characters total. All other special "
    "characters, including dashes, are disallowed."
)
DEFINITION_RULE = (
    "Image definition name is invalid. Allowed characters are English alphanumeric characters, "
    "with underscores, hyphens and periods allowed in the middle, up to 80 characters total."
)
NUMBER_RULE = (
    "The image version name is invalid. The image version name should follow "
    "Major(int).Minor(int).Patch(int) format, for e.g: 1.0.0, 2018.12.1 etc."
)


@dataclass(frozen=True, order=True)
class Number:
    """A version's name: Major.Minor.Patch, compared as numbers."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def next(self) -> "Number":
        if self.patch == MOST_PART:
            return Number(self.major, self.minor + 1, 0)
        return Number(self.major, self.minor, self.patch + 1)


def check_gallery_name(name: str, *, field: str = "name") -> None:
    _check_name(name, GALLERY, GALLERY_RULE, field)


def check_definition_name(name: str, *, field: str = "name") -> None:
    _check_name(name, DEFINITION, DEFINITION_RULE, field)


def check_identifier(part: str, value: str) -> None:
    """`part` is publisher, offer or sku."""
    most = IDENTIFIER_LENGTHS[part]
    if IDENTIFIER.fullmatch(value) and len(value) <= most:
        return
    raise InvalidInput(
        f"Asset name galleryImage.properties.identifier.{part} is not valid. It cannot be empty. "
        "Allowed characters are uppercase or lowercase letters, digits, hyphen(-), period (.), "
        "underscore (_). Names are not allowed to end with period(.). The length of the name "
        f"cannot exceed {most} characters.",
        field=part,
    )


def parse_number(text: str, *, field: str = "number") -> Number:
    """Raises InvalidInput unless `text` is Major.Minor.Patch."""
    found = NUMBER.fullmatch(text)
    if not found:
        raise InvalidInput(NUMBER_RULE, field=field)
    number = Number(*(int(part) for part in found.groups()))
    if max(number.major, number.minor, number.patch) > MOST_PART:
        raise InvalidInput(
            f"{NUMBER_RULE} Each part is at most {MOST_PART}; {text} goes beyond.", field=field
        )
    if str(number) != text:
        raise InvalidInput(f"{NUMBER_RULE} Write {number}, without leading zeros.", field=field)
    return number


def _check_name(name: str, pattern: re.Pattern[str], rule: str, field: str) -> None:
    if pattern.fullmatch(name):
        return
    fix = _fixed(name, dashes=pattern is DEFINITION)
    advice = f" For example: {fix}." if pattern.fullmatch(fix) else ""
    raise InvalidInput(f"{rule}{advice}", field=field)


def _fixed(name: str, *, dashes: bool) -> str:
    """The nearest name that is allowed."""
    others = r"[^A-Za-z0-9_.-]+" if dashes else r"[^A-Za-z0-9_.]+"
    return re.sub(others, "_", name)[:MOST_NAME].strip("_.-")
