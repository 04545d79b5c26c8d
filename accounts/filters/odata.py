"""`$filter` of the API as a condition on rows with cards."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.db.models.lookups import Exact, IsNull

from accounts.filters.cards import TagValue
from portal.api.odata import Term, parse_alternatives
from portal.errors import InvalidInput

EVERYTHING = Q()
Lookup = Callable[[str], Q]
TAG = {("tagname", "eq"): "name", ("tagvalue", "eq"): "value"}


def matching(
    text: str,
    known: Mapping[tuple[str, str], Lookup],
    *,
    tags: str = "",
    ignored: Iterable[str] = (),
) -> Q:
    """`known` are lookups by field and operator, lower-cased; `tags` is the column that tagName and
    tagValue are about. What is not equal is derived.
    """
    wanted = [_all(terms, known, tags, set(ignored)) for terms in parse_alternatives(text)]
    return reduce(or_, wanted) if wanted else EVERYTHING


def _all(
    terms: Iterable[Term], known: Mapping[tuple[str, str], Lookup], tags: str, ignored: set[str]
) -> Q:
    conditions, tag = [EVERYTHING], {}
    for term in terms:
        key = (term.field.lower(), term.op)
        if tags and key in TAG:
            tag[TAG[key]] = term.value
        elif term.field.lower() not in ignored:
            conditions.append(_one(term, known))
    if tag:
        conditions.append(_tagged(tag, tags))
    return reduce(and_, conditions)


def _one(term: Term, known: Mapping[tuple[str, str], Lookup]) -> Q:
    field = term.field.lower()
    if lookup := known.get((field, term.op)):
        return lookup(term.value)
    if term.op == "ne" and (lookup := known.get((field, "eq"))):
        return ~lookup(term.value)
    told = ", ".join(sorted({field for field, _ in known})) or "tagName and tagValue"
    raise _refused(f"'{term.field or term.op}' cannot be filtered by here. Filter by {told}.")


def _tagged(tag: Mapping[str, str], column: str) -> Q:
    if "name" not in tag:
        raise _refused("tagValue is only filtered by together with tagName.")
    value = TagValue(tag["name"], column)
    return Q(Exact(value, tag["value"])) if "value" in tag else Q(IsNull(value, False))


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, field="$filter", code="InvalidFilterInQueryString")
