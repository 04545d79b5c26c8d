"""Base64, data URIs and URIs."""

import base64
import binascii
import re
from urllib.parse import quote, unquote, urljoin

from portal.deployments.language import jsonc
from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

DATA_URI = re.compile(r"data:[^,]*?(;base64)?,(.*)", re.IGNORECASE | re.DOTALL)


@function("base64")
def base64_(scope: Scope, value: Value) -> Value:
    scope.budget.text(2 * len(text(value)))
    return base64.b64encode(text(value).encode()).decode()


@function("base64ToString")
def base64_to_string(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return _decoded(text(value))


@function("base64ToJson")
def base64_to_json(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return jsonc.read(_decoded(text(value)))


def _decoded(value: str) -> str:
    try:
        return _printable(base64.b64decode(value, validate=True).decode())
    except (binascii.Error, ValueError) as error:
        raise InvalidTemplate("the string is not base64 of a text.") from error


@function("dataUri")
def data_uri(scope: Scope, value: Value) -> Value:
    scope.budget.text(2 * len(text(value)))
    return f"data:text/plain;charset=utf8;base64,{base64.b64encode(text(value).encode()).decode()}"


@function("dataUriToString")
def data_uri_to_string(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    found = DATA_URI.fullmatch(text(value))
    if found is None:
        raise InvalidTemplate("the string is not a data URI.")
    return _decoded(found[2]) if found[1] else _printable(unquote(found[2]))


@function("uri")
def uri(scope: Scope, base: Value, relative: Value) -> Value:
    """As a browser would follow it; it is only put together, never asked."""
    scope.budget.text(len(text(base)) + len(text(relative)))
    try:
        return urljoin(text(base), text(relative))
    except ValueError as error:
        raise InvalidTemplate("the two do not make a URI.") from error


@function("uriComponent")
def uri_component(scope: Scope, value: Value) -> Value:
    scope.budget.text(9 * len(text(value)))
    return quote(text(value), safe="-_.!~*'()")


@function("uriComponentToString")
def uri_component_to_string(scope: Scope, value: Value) -> Value:
    scope.budget.text(len(text(value)))
    return _printable(unquote(text(value)))


def _printable(made: str) -> str:
    """Without the one character that no database keeps."""
    if "\0" in made:
        raise InvalidTemplate("the text has a NUL character.")
    return made
