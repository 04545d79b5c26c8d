"""Bases of every view that speaks Graph."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Access, Resource
from portal import request_id
from portal.api import errors
from portal.api.views import JsonView, Rows
from portal.audit.services import Actor
from portal.errors import Forbidden, InvalidInput, NotFound
from portal.paging import page

CODES = {
    400: "Request_BadRequest",
    401: "InvalidAuthenticationToken",
    403: "Authorization_RequestDenied",
    404: "Request_ResourceNotFound",
    409: "Request_MultipleObjectsWithSameKeyValue",
}
SIZE, MOST = 100, 999


class GraphView(JsonView):
    """Bearer tokens, JSON, and errors in Graph's own shape."""

    statuses: ClassVar[Mapping[str, tuple[int, ...]]] = {
        "post": (200, 201, 204),
        "patch": (204,),
        "delete": (204,),
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        auth: Any = request.auth
        self.user: Any = request.user  # a User: everybody else was refused
        self.access: Access = auth.access
        self.actor: Actor = auth.actor
        self.base = request.build_absolute_uri("/").rstrip("/")
        self.query = {name.lower(): str(value) for name, value in request.query_params.items()}

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.headers: dict[str, str] = {}

    def get_exception_handler(self) -> Any:
        return handle

    def require(self, action: str, card: Resource) -> None:
        if not self.access.can(action, card):
            raise Forbidden(
                "Insufficient privileges to complete the operation. It takes the right "
                f"{action} on {card.name}; its Owner or User Access Administrator has it."
            )

    def one(self, shown: Mapping[str, Any], kind: str, status: int = 200) -> Response:
        context = f"{self.base}/v1.0/$metadata#{kind}/$entity"
        return Response({"@odata.context": context, **self.selected(shown)}, status)

    def many(self, shown: list[Any], kind: str, next_: str = "") -> Response:
        link = {"@odata.nextLink": self._link(next_)} if next_ else {}
        context = f"{self.base}/v1.0/$metadata#{kind}"
        rows = [self.selected(row) for row in shown]
        return Response({"@odata.context": context, **link, "value": rows})

    def selected(self, shown: Mapping[str, Any]) -> Mapping[str, Any]:
        names = {name.strip().lower() for name in self.query.get("$select", "").split(",")} - {""}
        if not names:
            return shown
        return {k: v for k, v in shown.items() if k.lower() in names or k.startswith("@")}

    def _link(self, cursor: str) -> str:
        given = self.request.query_params.items()
        kept = {name: value for name, value in given if name.lower() != "$skiptoken"}
        return f"{self.base}{self.request.path}?{urlencode({**kept, '$skiptoken': cursor})}"

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        told = {**self.headers, "request-id": request_id.current(), "Cache-Control": "no-cache"}
        for name, value in told.items():
            response[name] = value
        return response


class GraphList(Rows, GraphView):
    """`{"value": [...], "@odata.nextLink": "..."}`"""

    kind: ClassVar[str]

    def get(self, request: Request, **names: str) -> Response:
        cursor = self.query.get("$skiptoken", "")
        found = page(self.get_queryset(), order=self.order, cursor=cursor, size=self.get_size())
        return self.many(self.show_page(found.rows), self.kind, found.next)

    def get_size(self) -> int:
        text = self.query.get("$top", "") or str(SIZE)
        if not text.isdecimal() or len(text) > 6 or not 1 <= int(text) <= MOST:
            raise InvalidInput(f"$top must be a number from 1 to {MOST}, not '{text[:20]}'.")
        return int(text)


class Nowhere(GraphView):
    """What this subset does not have."""

    schema = None

    def refuse(self, request: Request, **names: str) -> Response:
        raise not_found(request.path[:200])

    get = post = put = patch = delete = refuse


def not_found(what: str) -> NotFound:
    return NotFound(
        f"Resource '{what}' does not exist or one of its queried reference-property objects are "
        "not present."
    )


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """The same as for the resource manager, in other words."""
    answer = errors.handle(error, context)
    told = answer.data["error"]
    answer.data = {
        "error": {
            "code": CODES.get(answer.status_code, told["code"]),
            "message": _message(told),
            "innerError": {
                "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
                "request-id": request_id.current(),
                "client-request-id": request_id.current(),
            },
        }
    }
    return answer


def _message(told: Mapping[str, Any]) -> str:
    more = [f"{detail['target']}: {detail['message']}" for detail in told.get("details", ())]
    return " ".join([told["message"], *more])
