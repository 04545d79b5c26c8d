"""Addresses as ARM clients write them: any case, doubled slashes, a slash at the end."""

import re
from collections.abc import Callable
from typing import Any

from django.urls import URLPattern
from django.urls.resolvers import RegexPattern

PARAMETER = re.compile(r"\{(\w+)(\*?)\}")
ROOTS = ("subscriptions", "providers", "tenants", "v1.0")
API = re.compile(rf"/*({'|'.join(map(re.escape, ROOTS))})(/|$)", re.IGNORECASE)


class ArmPattern(RegexPattern):
    """`{name}` takes one segment, `{name*}` as many as there are."""

    def __init__(self, template: str, name: str | None) -> None:
        self.template = template
        regex = _regex(template)
        super().__init__(regex, name=name, is_endpoint=True)
        self.regex = re.compile(regex, re.IGNORECASE)

    def check(self) -> list[Any]:
        """Nothing: a slash too many at the beginning is taken on purpose."""
        return []

    def __str__(self) -> str:
        return PARAMETER.sub(r"<\1>", self.template)


def is_of_api(path: str) -> bool:
    """Whether programs alone ask for it; pages keep away from these roots."""
    return API.match(path) is not None


def arm_path(template: str, view: Callable[..., Any], name: str | None = None) -> URLPattern:
    return URLPattern(ArmPattern(template, name), view, None, name)


def _regex(template: str) -> str:
    return f"^/*{'/+'.join(map(_segment, template.split('/')))}/*$"


def _segment(text: str) -> str:
    found = PARAMETER.fullmatch(text)
    if found is None:
        return re.escape(text)
    return f"(?P<{found[1]}>.+?)" if found[2] else f"(?P<{found[1]}>[^/]+)"
