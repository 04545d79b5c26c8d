"""Reading JSON as people and tools write templates.

Beyond JSON: comments, commas at the end, strings over several lines, and keys without quotes,
because the CLI sends `template:{...the file...}`.
"""

import json
import math
import re
from typing import Any, NoReturn

from portal.deployments.language.errors import InvalidTemplate, OutOfBounds

MOST_BYTES = 4 << 20
MOST_DEPTH = 64
MOST_SHOWN = 512 << 10  # characters of what is told whenever somebody looks

SPACE = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
PLAIN = re.compile(r'[^"\\\0]*')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?")
WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")
WORDS = {"true": True, "false": False, "null": None}
ESCAPES = {
    '"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
}  # fmt: skip


def read(data: bytes | str) -> Any:
    """Raises InvalidTemplate with line and column, OutOfBounds when too large or too deep."""
    if len(data) > MOST_BYTES:
        raise OutOfBounds(f"it is larger than {MOST_BYTES >> 20} MiB.")
    return Reader(data if isinstance(data, str) else _text(data)).read()


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidTemplate("it is not written in UTF-8.") from error


class Reader:
    """One pass over the text, `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def read(self) -> Any:
        value = self._value(1)
        if self._next():
            self._fail("there is more text after its end")
        return value

    def _value(self, depth: int) -> Any:
        sign = self._next()
        if depth > MOST_DEPTH:
            raise OutOfBounds(f"it is nested deeper than {MOST_DEPTH} levels.")
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._array(depth)
        if sign == '"':
            return self._string()
        return self._number() if sign in "-0123456789" and sign else self._word()

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        while self._next() != "}":
            key = self._key()
            if self._next() != ":":
                self._fail("a ':' is missing after a name")
            self.at += 1
            found[key] = self._value(depth + 1)
            self._separate("}")
        self.at += 1
        return found

    def _array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        while self._next() != "]":
            found.append(self._value(depth + 1))
            self._separate("]")
        self.at += 1
        return found

    def _separate(self, end: str) -> None:
        """A comma, or the end; a comma before the end is let pass."""
        sign = self._next()
        if sign == ",":
            self.at += 1
        elif sign != end:
            self._fail(f"',' or '{end}' is missing" if sign else f"a '{end}' is missing at the end")

    def _key(self) -> str:
        if self.text.startswith('"', self.at):
            return self._string()
        found = WORD.match(self.text, self.at)
        if found is None:
            self._fail("a name is missing")
        self.at = found.end()
        return found[0]

    def _string(self) -> str:
        parts: list[str] = []
        self.at += 1
        while True:
            plain = PLAIN.match(self.text, self.at)
            if plain:
                parts.append(plain[0])
                self.at = plain.end()
            if self.at >= len(self.text):
                self._fail("a string does not end")
            sign = self.text[self.at]
            if sign == '"':
                self.at += 1
                return _whole("".join(parts))
            if sign == "\0":
                self._fail("a string has a NUL character")
            parts.append(self._escape())

    def _escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter == "u":
            digits = self.text[self.at + 2 : self.at + 6]
            if not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
                self._fail("\\u needs four hexadecimal digits")
            if digits == "0000":
                self._fail("a string has a NUL character")
            self.at += 6
            return chr(int(digits, 16))
        if letter not in ESCAPES:
            self._fail("a string has an unknown escape after '\\'")
        self.at += 2
        return ESCAPES[letter]

    def _number(self) -> int | float:
        found = NUMBER.match(self.text, self.at)
        if found is None:
            self._fail("a number is not written as JSON writes numbers")
        self.at = found.end()
        if not found[1] and not found[2]:
            return int(found[0])
        value = float(found[0])
        if math.isinf(value):
            self._fail("a number is too large")
        return value

    def _word(self) -> Any:
        found = WORD.match(self.text, self.at)
        if found is None or found[0] not in WORDS:
            self._fail("a value is missing" if self._next() else "it ends too early")
        self.at = found.end()
        return WORDS[found[0]]

    def _next(self) -> str:
        """The next character that says something; empty at the end."""
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _fail(self, reason: str) -> NoReturn:
        line = self.text.count("\n", 0, self.at) + 1
        column = self.at - self.text.rfind("\n", 0, self.at)
        raise InvalidTemplate(f"{reason} (line {line}, column {column}).")


def _whole(text: str) -> str:
    """With the halves of a surrogate pair joined; one alone is no character."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def write(value: Any) -> str:
    """Plain JSON, as short as it can be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def within_bounds(value: dict[str, Any], what: str) -> dict[str, Any]:
    """`value`, unless it is too much to be told. Raises OutOfBounds."""
    if len(write(value)) > MOST_SHOWN:
        raise OutOfBounds(f"all {what} together may have {MOST_SHOWN >> 10} KiB.", path=what)
    return value
