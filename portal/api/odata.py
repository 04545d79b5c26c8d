"""`$filter`, as far as clients use it: comparisons and a few functions, joined by `and` or `or`."""

import re
from dataclasses import dataclass

from portal.errors import InvalidInput

MOST = 2_000  # characters
MOST_TERMS = 20
TEXT = r"'((?:[^']|'')*)'"
PATH = r"[A-Za-z@][\w./@]*"
COMPARISON = re.compile(rf"({PATH})\s+(eq|ne|ge|le|gt|lt)\s+(?:{TEXT}|([\w.:+-]+))")
FUNCTION = re.compile(rf"(startswith|contains)\(\s*({PATH})\s*,\s*{TEXT}\s*\)", re.IGNORECASE)
SUBSTRING = re.compile(rf"substringof\(\s*{TEXT}\s*,\s*({PATH})\s*\)", re.IGNORECASE)
ANY = re.compile(rf"({PATH})/any\(\s*(\w+)\s*:\s*\2\s+eq\s+{TEXT}\s*\)", re.IGNORECASE)
BARE = re.compile(rf"(atScope|assignedTo|atScopeAndBelow)\(\s*(?:{TEXT})?\s*\)", re.IGNORECASE)
JOINED = re.compile(r"\s+(and|or)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """`field` in the words of the filter; `op` lower-cased: eq, startswith, any, atscope ..."""

    field: str
    op: str
    value: str


def parse_filter(text: str) -> list[Term]:
    """All terms must hold. Raises InvalidInput for what is not understood, saying what is."""
    alternatives = parse_alternatives(text)
    if len(alternatives) > 1:
        raise _not_understood(text)
    return alternatives[0] if alternatives else []


def parse_alternatives(text: str) -> list[list[Term]]:
    """Those joined by `or`, of each of which all terms must hold."""
    rest = text.strip()
    alternatives: list[list[Term]] = [[]] if rest else []
    left = MOST_TERMS if len(text) <= MOST else 0
    while rest:
        term, end = _term(rest)
        joined = JOINED.match(rest, end)
        if term is None or not left or not (joined or end == len(rest)):
            raise _not_understood(text)
        left -= 1
        alternatives[-1].append(term)
        if joined and joined[1].lower() == "or":
            alternatives.append([])
        rest = rest[joined.end() :] if joined else ""
        if joined and not rest:
            raise _not_understood(text)
    return alternatives


def _term(text: str) -> tuple[Term | None, int]:
    """The first term and where it ends."""
    if found := ANY.match(text):
        return Term(found[1], "any", _unquoted(found[3])), found.end()
    if found := COMPARISON.match(text):
        value = found[4] if found[3] is None else _unquoted(found[3])
        return Term(found[1], found[2], value), found.end()
    if found := FUNCTION.match(text):
        return Term(found[2], found[1].lower(), _unquoted(found[3])), found.end()
    if found := SUBSTRING.match(text):
        return Term(found[2], "contains", _unquoted(found[1])), found.end()
    if found := BARE.match(text):
        return Term("", found[1].lower(), _unquoted(found[2] or "")), found.end()
    return None, 0


def _unquoted(text: str) -> str:
    return text.replace("''", "'")


def _not_understood(text: str) -> InvalidInput:
    return InvalidInput(
        f"The $filter \"{text[:200]}\" is not understood. Write comparisons such as name eq 'x', "
        "joined by and.",
        field="$filter",
        code="InvalidFilterInQueryString",
    )
