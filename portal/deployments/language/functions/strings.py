"""Texts. What several types share (length, contains, skip ...) is in `collections`."""

import re
from typing import Any

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.jsonc import write
from portal.deployments.language.registry import array, expect, function, text, whole, within
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

MOST_WIDTH = 10_000
HOLE = re.compile(r"\{\{|\}\}|\{(\d{1,3})\s*(?:,\s*(-?\d{1,5})\s*)?(?::([^{}]{0,40}))?\}|[{}]")
STANDARD = re.compile(r"([DNFXGdnfxg])(\d{0,2})")


@function("string")
def string(scope: Scope, value: Value) -> Value:
    """Objects and arrays as JSON."""
    if isinstance(value, str):
        return value
    scope.budget.value(value)
    made = _plain(value)
    scope.budget.text(len(made))
    return made


def _plain(value: Value) -> str:
    """As the public service writes them: True, 12, {"a":1}."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    return "" if value is None else write(value)


@function("toLower")
def to_lower(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return text(value).lower()


@function("toUpper")
def to_upper(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return text(value).upper()


@function("trim")
def trim(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return text(value).strip()


@function("startsWith")
def starts_with(scope: Scope, value: Value, start: Value) -> Value:
    scope.budget.text(len(text(value)))
    return text(value).lower().startswith(text(start).lower())


@function("endsWith")
def ends_with(scope: Scope, value: Value, end: Value) -> Value:
    scope.budget.text(len(text(value)))
    return text(value).lower().endswith(text(end).lower())


@function("substring")
def substring(scope: Scope, value: Value, start: Value, length: Value = None) -> Value:
    whole_text = text(value)
    begin = within(whole(start), 0, len(whole_text))
    rest = len(whole_text) - begin
    count = rest if length is None else within(whole(length), 0, rest)
    scope.budget.text(count)
    return whole_text[begin : begin + count]


@function("replace")
def replace(scope: Scope, value: Value, old: Value, new: Value) -> Value:
    whole_text, wanted, other = text(value), text(old), text(new)
    if not wanted:
        raise InvalidTemplate("what is to be replaced must not be empty.")
    scope.budget.text(len(whole_text))
    count = whole_text.count(wanted)
    scope.budget.text(len(whole_text) + count * (len(other) - len(wanted)))
    return whole_text.replace(wanted, other)


@function("padLeft")
def pad_left(scope: Scope, value: Value, width: Value, sign: Value = " ") -> Value:
    """Of a string or a number."""
    shown = _plain(expect(value, "string", "int"))
    filler = text(sign)
    if len(filler) != 1:
        raise InvalidTemplate("what fills it up must be one character.")
    wanted = within(whole(width), 0, MOST_WIDTH)
    scope.budget.text(max(wanted, len(shown)))
    return shown.rjust(wanted, filler)


@function("split")
def split(scope: Scope, value: Value, delimiters: Value) -> Value:
    """At a string, or at any of several."""
    whole_text = text(value)
    given = [delimiters] if isinstance(delimiters, str) else array(delimiters)
    wanted = sorted({text(each) for each in given} - {""}, key=len, reverse=True)
    scope.budget.text(len(whole_text) * (1 + len(wanted)))
    if not wanted:
        return [whole_text]
    parts = re.split("|".join(map(re.escape, wanted)), whole_text)
    scope.budget.items(len(parts))
    return parts


@function("join")
def join(scope: Scope, values: Value, delimiter: Value) -> Value:
    parts = [_plain(expect(value, "string", "int", "bool")) for value in array(values)]
    between = text(delimiter)
    scope.budget.text(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


@function("format")
def format_(scope: Scope, pattern: Value, *values: Value) -> Value:
    """`{0}`, `{0,8}` for a width, `{0:D3}` for digits; `{{` is a brace."""
    made: list[str] = []
    length, end, whole_text = 0, 0, text(pattern)
    for hole in HOLE.finditer(whole_text):
        made += [whole_text[end : hole.start()], _filled(scope, hole, values)]
        length += len(made[-1]) + len(made[-2])
        scope.budget.text(length)
        end = hole.end()
    made.append(whole_text[end:])
    scope.budget.text(length + len(made[-1]))
    return "".join(made)


def _filled(scope: Scope, hole: re.Match[str], values: tuple[Value, ...]) -> str:
    if hole[0] in {"{{", "}}"}:
        return hole[0][0]
    if hole[1] is None:
        raise InvalidTemplate("a brace that is meant as one is written twice.")
    if int(hole[1]) >= len(values):
        raise InvalidTemplate(f"there is no argument for {{{hole[1]}}}.")
    scope.budget.value(values[int(hole[1])])
    shown = _shown(values[int(hole[1])], hole[3] or "")
    width = within(int(hole[2] or 0), -MOST_WIDTH, MOST_WIDTH)
    return shown.ljust(-width) if width < 0 else shown.rjust(width)


def _shown(value: Value, how: str) -> str:
    if not how or not isinstance(value, int | float) or isinstance(value, bool):
        return _plain(value)
    if set(how) == {"0"}:
        return _digits(value, len(how))
    found = STANDARD.fullmatch(how)
    if found is None:
        raise InvalidTemplate("a number can be shown as D, F, G, N or X with digits, or as 000.")
    letter, digits = found[1], found[2]
    return _as(value, letter, int(digits) if digits else None)


def _as(value: Any, letter: str, digits: int | None) -> str:
    kind = letter.lower()
    if kind == "g":
        return _plain(value)
    if kind == "n":
        return f"{value:,.{2 if digits is None else digits}f}"
    if kind == "f":
        return f"{value:.{2 if digits is None else digits}f}"
    if isinstance(value, float):
        raise InvalidTemplate("D and X show whole numbers.")
    if kind == "d":
        return _digits(value, digits or 0)
    shown = f"{value % 2**64:x}".rjust(digits or 0, "0")
    return shown.upper() if letter == "X" else shown


def _digits(value: int | float, count: int) -> str:
    sign = "-" if value < 0 else ""
    return sign + f"{abs(round(value))}".rjust(count, "0")
