"""Names and guids made from other texts: the same for the same texts, here and in the public
service, so that a template deployed to both makes the same names.
"""

import uuid
from collections.abc import Iterator

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

NAMESPACE = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 13
WORD = 0xFFFFFFFF
ONE, TWO = 0x239B961B, 0xAB0E9789


@function("guid")
def guid(scope: Scope, *values: Value) -> Value:
    """A name-based UUID (version 5) of the texts joined by hyphens."""
    return str(uuid.uuid5(NAMESPACE, _joined(scope, values)))


@function("newGuid")
def new_guid(scope: Scope) -> Value:
    if not scope.is_default:
        raise InvalidTemplate("it can be used only in the default value of a parameter.")
    return str(uuid.uuid4())


@function("uniqueString")
def unique_string(scope: Scope, *values: Value) -> Value:
    """13 letters and digits: a 64-bit murmur hash of the texts joined by hyphens, in base 32."""
    number = _hash(_joined(scope, values).encode())
    return (
        "".join(ALPHABET[number >> shift & 31] for shift in range(59, -1, -5))
        + (ALPHABET[(number << 1) & 31])
    )


def _joined(scope: Scope, values: tuple[Value, ...]) -> str:
    if not values:
        raise InvalidTemplate("it takes at least 1 argument.")
    scope.budget.text(8 * sum(len(text(value)) for value in values) + len(values))
    return "-".join(map(text, values))


def _hash(data: bytes) -> int:
    """Two lanes of 32 bits, mixed as MurmurHash3 mixes its own."""
    left = right = 0
    for first, second in _lanes(data):
        left = _turned(left ^ _first(first), 19) + right & WORD
        left = left * 5 + 0x561CCD1B & WORD
        right = _turned(right ^ _second(second), 13) + left & WORD
        right = right * 5 + 0x0BCAA747 & WORD
    rest = data[len(data) // 8 * 8 :]
    left ^= _first(_number(rest[:4]))
    right ^= _second(_number(rest[4:]))
    right ^= len(data)
    left = (left ^ len(data)) + right & WORD
    right = right + left & WORD
    left, right = _mixed(left), _mixed(right)
    left = left + right & WORD
    return (right + left & WORD) << 32 | left


def _first(word: int) -> int:
    return _turned(word * ONE, 15) * TWO & WORD


def _second(word: int) -> int:
    return _turned(word * TWO, 17) * ONE & WORD


def _mixed(word: int) -> int:
    """Every bit of it depends on every other."""
    word = (word ^ word >> 16) * 0x85EBCA6B & WORD
    word = (word ^ word >> 13) * 0xC2B2AE35 & WORD
    return word ^ word >> 16


def _lanes(data: bytes) -> Iterator[tuple[int, int]]:
    for at in range(0, len(data) - 7, 8):
        yield _number(data[at : at + 4]), _number(data[at + 4 : at + 8])


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _turned(value: int, by: int) -> int:
    value &= WORD
    return (value << by | value >> 32 - by) & WORD
