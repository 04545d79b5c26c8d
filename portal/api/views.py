"""Bases of every view that speaks ARM."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal import request_id
from portal.api.call import Call
from portal.api.errors import not_found
from portal.api.ids import ResourceId
from portal.api.resources import Answer, ArmResource, of_type
from portal.api.versions import ApiVersion
from portal.errors import InvalidInput, NotFound
from portal.paging import SIZE, page

ECHOED = "x-ms-client-request-id"


class JsonOnly(DefaultContentNegotiation):
    """Whatever a client says it accepts, it gets JSON."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class JsonView(APIView):
    """JSON out, whatever is asked for, and one object in."""

    content_negotiation_class = JsonOnly

    @property
    def body(self) -> dict[str, Any]:
        """Raises ParseError unless it is one JSON object."""
        data = self.request.data
        if not isinstance(data, Mapping):
            raise ParseError("The body must be one JSON object.")
        return dict(data)


class ArmView(JsonView):
    """Bearer tokens only; `floor` is the earliest api-version of what it serves."""

    floor: ClassVar[str] = "2014-04-01"

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.headers: dict[str, str] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        query = {name.lower(): str(value) for name, value in request.query_params.items()}
        auth: Any = request.auth
        self.call = Call(
            user=request.user,
            actor=auth.actor,
            access=auth.access,
            source_access=auth.source_access,
            version=ApiVersion.parse(query.get("api-version"), self.get_floor()),
            base=request.build_absolute_uri("/").rstrip("/"),
            query=query,
        )

    def get_floor(self) -> str:
        return self.floor

    def answer(self, answer: Answer) -> Response:
        return Response(answer.body, answer.status, headers=answer.all_headers(self.call))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in {**self.headers, **_traces(request)}.items():
            response[name] = value
        return response


def _traces(request: Request) -> dict[str, str]:
    own = request_id.current()
    told = {"x-ms-request-id": own, "x-ms-correlation-request-id": own, "Cache-Control": "no-cache"}
    given = request.headers.get(ECHOED, "")
    return {**told, ECHOED: given} if request_id.WELL_FORMED.fullmatch(given) else told


class ResourceView(ArmView):
    """One resource, by the handler of its type."""

    resource: ArmResource = ArmResource()

    def get_floor(self) -> str:
        return self.resource.floor

    @property
    def id(self) -> ResourceId:
        return ResourceId.parse(self.request.path)

    def get(self, request: Request, **names: str) -> Response:
        return Response(self.resource.get(self.call, self.id))

    def head(self, request: Request, **names: str) -> Response:
        return Response(status=204 if self.resource.exists(self.call, self.id) else 404)

    def put(self, request: Request, **names: str) -> Response:
        return self.answer(self.resource.put(self.call, self.id, self.body))

    def patch(self, request: Request, **names: str) -> Response:
        return self.answer(self.resource.patch(self.call, self.id, self.body))

    def delete(self, request: Request, **names: str) -> Response:
        return self.answer(self.resource.delete(self.call, self.id))


class Rows:
    """What a leaf gives of a list: rows in a fixed order, and their shape."""

    order: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> Any:
        raise TypeError(f"{type(self).__name__} declares no list.")

    def show(self, row: Any) -> dict[str, Any]:
        raise TypeError(f"{type(self).__name__} shows nothing.")

    def show_page(self, rows: list[Any]) -> list[dict[str, Any]]:
        """All rows of a page at once, for what is best asked together."""
        return [self.show(row) for row in rows]


class ListView(Rows, ArmView):
    """`{"value": [...], "nextLink": "..."}`"""

    size: ClassVar[int] = SIZE

    def get(self, request: Request, **names: str) -> Response:
        cursor = self.call.option("$skiptoken")
        found = page(self.get_queryset(), order=self.order, cursor=cursor, size=self.get_size())
        body: dict[str, Any] = {"value": self.show_page(found.rows)}
        if found.next:
            body["nextLink"] = self.next_link(found.next)
        return Response(body)

    def get_size(self) -> int:
        text = self.call.option("$top")
        if not text:
            return self.size
        if not text.isdecimal() or len(text) > 6 or int(text) < 1:
            raise InvalidInput(f"$top must be a number from 1 on, not '{text[:20]}'.", field="$top")
        return int(text)

    def next_link(self, cursor: str) -> str:
        kept = {
            name: value
            for name, value in self.request.query_params.items()
            if name.lower() != "$skiptoken"
        }
        query = urlencode({**kept, "$skiptoken": cursor})
        return f"{self.call.base}{quote(self.request.path)}?{query}"


class NowhereView(ArmView):
    """An address under ARM's roots that no resource has."""

    def refuse(self, request: Request, **names: str) -> Response:
        raise _unserved_type(request.path) or not_found(f"'{request.path[:200]}'")

    get = head = put = post = patch = delete = refuse


def _unserved_type(path: str) -> NotFound | None:
    """Said of every address of such a type alike: whether anything is there is not looked for."""
    words = [word for word in path.split("/") if word]
    places = [at for at, word in enumerate(words) if word.lower() == "providers"]
    own = words[places[-1] + 1 :] if places else []
    type_ = "/".join(own[1::2])
    if not type_ or of_type(f"{own[0]}/{type_}"):
        return None
    return NotFound(
        f"The resource type '{type_[:100]}' could not be found in the namespace '{own[0][:100]}'. "
        "az provider show lists the types that are served.",
        code="InvalidResourceType",
    )
