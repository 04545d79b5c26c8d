"""The description as a document for tools, and as pages for people."""

from itertools import groupby
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.api.description import calls, reading
from portal.api.description.document import as_json, document
from portal.errors import NotFound
from portal.views import DetailPage

KEPT = 300  # seconds


@require_safe
@cache_control(public=True, max_age=KEPT)
def openapi_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(as_json(), content_type="application/json")


@require_safe
@cache_control(public=True, max_age=KEPT)
def openapi_yaml(request: HttpRequest) -> HttpResponse:
    text = yaml.safe_dump(document(), sort_keys=False, allow_unicode=True)
    return HttpResponse(text, content_type="application/yaml")


class Documentation(DetailPage):
    """Every operation, by resource; `q` finds some."""

    template = "portal/api/index.html"

    def get_context(self) -> dict[str, Any]:
        text = self.request.GET.get("q", "")[:100]
        found = reading.matching(text)
        groups = [(name, list(each)) for name, each in groupby(found, key=lambda o: o.group)]
        return {"groups": groups, "count": len(found), "q": text, "base": _base(self.request)}


class OperationPage(DetailPage):
    """One operation: what it takes, what it answers, and an example call."""

    template = "portal/api/operation.html"

    def get_object(self) -> reading.Operation:
        found = reading.find(self.kwargs["operation"])
        if found is None:
            raise NotFound("The API has no operation of this name.")
        return found

    def get_context(self) -> dict[str, Any]:
        return {"snippets": calls.snippets(self.object, _base(self.request))}


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
