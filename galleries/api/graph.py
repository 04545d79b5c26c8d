"""The one question that clients put to the resource graph about galleries: which are public?

A query is a table and conditions joined by `|`. Others are refused, as nothing else is kept here
in that form.
"""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from galleries.api.ways import COMMUNITY, metadata_of
from galleries.models import Gallery
from galleries.services.reach import by_public_name, in_community, seen_in
from portal.api.errors import NotServed
from portal.api.fields import Part, Text, read
from portal.api.resources import Body
from portal.api.views import ArmView
from portal.errors import InvalidInput
from portal.paging import page
from regions.services.regions import resolve_region

TABLE = "communitygalleryresources"
TYPE = "microsoft.compute/locations/communitygalleries"
MOST_ROWS = 1_000
QUOTED = r"""(?:'([^'|]*)'|"([^"|]*)")"""
CONDITION = re.compile(rf"(\w+)\s*(?:==|=~)\s*{QUOTED}")
WHERE = re.compile(r"where\s+(.*)", re.IGNORECASE | re.DOTALL)
LIMIT = re.compile(r"(?:limit|take)\s+(\d{1,6})", re.IGNORECASE)
FIELDS = {"type", "location", "name"}


class GraphQuerySerializer(Part):
    query = Text()
    subscriptions = serializers.ListField(child=Text(64), max_length=1_000)
    options = serializers.DictField()


@dataclass
class Query:
    """What is asked for, by field; `limit` rows at most."""

    equal: dict[str, str] = field(default_factory=dict)
    limit: int = MOST_ROWS


def parse_query(text: str) -> Query:
    """Raises NotServed for what is not of this family."""
    table, *steps = [part.strip() for part in text.split("|")]
    if table.lower() != TABLE:
        raise _refused(text)
    query = Query()
    for step in steps:
        _add(query, step, text)
    if query.equal.get("type", TYPE).lower() != TYPE:
        raise _refused(text)
    return query


def _add(query: Query, step: str, text: str) -> None:
    if limit := LIMIT.fullmatch(step):
        query.limit = min(query.limit, int(limit[1]))
        return
    where = WHERE.fullmatch(step)
    for condition in re.split(r"\s+and\s+", where[1].strip()) if where else [""]:
        found = CONDITION.fullmatch(condition)
        if found is None or found[1].lower() not in FIELDS:
            raise _refused(text)
        query.equal[found[1].lower()] = found[2] or found[3] or ""


def _refused(text: str) -> NotServed:
    return NotServed(
        f"The query '{text[:200]}' is not served. What is served here is {TABLE}, with conditions "
        f"such as | where type == '{TYPE}' | where location == 'westus' | limit 10.",
        field="query",
    )


class GraphAnswerSerializer(Part):
    totalRecords = serializers.IntegerField()
    count = serializers.IntegerField()
    data = serializers.ListField(child=serializers.DictField())  # type: ignore[assignment]
    facets = serializers.ListField(child=serializers.DictField())
    resultTruncated = serializers.CharField()


class ResourcesView(ArmView):
    """Public means everybody, so nobody needs a role."""

    floor = "2018-09-01"
    request_serializer = GraphQuerySerializer
    response_serializer = GraphAnswerSerializer
    statuses: ClassVar = {"post": (200,)}
    summary = "Query community galleries"

    def post(self, request: Request, **names: str) -> Response:
        asked = read(GraphQuerySerializer, self.body)
        query, options = parse_query(asked.get("query", "")), asked.get("options", {})
        galleries = in_community()
        if "location" in query.equal:
            galleries = seen_in(galleries, resolve_region(query.equal["location"], field="query"))
        if "name" in query.equal:
            galleries = by_public_name(galleries, query.equal["name"])
        size = min(query.limit, _top(options.get("$top")), MOST_ROWS)
        cursor = str(options.get("$skipToken") or "")
        found = page(galleries, order=("id",), cursor=cursor, size=size)
        rows = [_row(gallery, query.equal.get("location", "")) for gallery in found.rows]
        return Response(_answer(rows, galleries.count(), found.next))


def _top(value: Any) -> int:
    if value is None:
        return MOST_ROWS
    if not isinstance(value, int) or value < 1:
        raise InvalidInput("options.$top is a number from 1 on.", field="options.$top")
    return value


def _answer(rows: list[Body], total: int, following: str) -> Body:
    return {
        "totalRecords": total,
        "count": len(rows),
        "data": rows,
        "facets": [],
        "resultTruncated": "false",
        **({"$skipToken": following} if following else {}),
    }


def _row(gallery: Gallery, asked: str) -> dict[str, Any]:
    region = resolve_region(asked).name if asked else gallery.resource.region
    name = gallery.community.public_name
    return {
        "id": f"/locations/{region}/communityGalleries/{name}",
        "location": region,
        "name": name,
        "type": TYPE,
        "properties": {
            "communityMetadata": metadata_of(gallery.community),
            "identifier": {"uniqueId": COMMUNITY.id_of(gallery)},
        },
    }
