"""What operations share: the parts that the document names once and refers to."""

from typing import Any

Part = dict[str, Any]


def _text(description: str, **more: Any) -> Part:
    return {"description": description, "schema": {"type": "string", **more}}


HEADERS: dict[str, Part] = {
    "x-ms-request-id": _text("Names this request in the log. Quote it when something failed."),
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "Azure-AsyncOperation": _text("Poll it for the state of the operation.", format="uri"),
    "Location": _text(
        "Poll it for the result: 202 until the operation has ended, then what it made.",
        format="uri",
    ),
    "WWW-Authenticate": _text("Where to get a token."),
}

ERROR: Part = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "Stable; for programs."},
        "message": {"type": "string", "description": "What, why, and what to do."},
        "target": {"type": "string", "description": "The property or parameter it is about."},
        "details": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}},
    },
    "required": ["code", "message"],
}

SCHEMAS: dict[str, Part] = {
    "Error": ERROR,
    "ErrorResponse": {
        "type": "object",
        "properties": {"error": {"$ref": "#/components/schemas/Error"}},
        "required": ["error"],
    },
    "Resource": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "name": {"type": "string", "readOnly": True},
            "type": {"type": "string", "readOnly": True},
            "location": {"type": "string"},
            "tags": {
                "type": "object",
                "nullable": True,
                "additionalProperties": {"type": "string"},
            },
            "properties": {"type": "object", "additionalProperties": True},
        },
        "additionalProperties": True,
    },
}

FAILURES: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "Invalid": (
        400,
        "A value breaks a rule (`InvalidParameter`, with its path as target), the api-version is "
        "missing or too old, or the feature is not served (`FeatureNotSupported`).",
        (),
    ),
    "Unauthorized": (401, "No token, or one that is not valid.", ("WWW-Authenticate",)),
    "Forbidden": (403, "You see it, but have no role that allows this.", ()),
    "NotFound": (404, "Absent, or you have no role on it: the two read alike.", ()),
    "Conflict": (409, "Not beside what exists now: fixed properties, limits, contents.", ()),
    "TooLarge": (413, "The body is too large.", ()),
    "WrongMediaType": (415, "The body is not JSON.", ()),
    "TooManyRequests": (429, "Come back later.", ("Retry-After",)),
}
ALWAYS = ("Invalid", "Unauthorized", "Forbidden", "NotFound", "TooManyRequests")
ON_CHANGE = ("Conflict",)
WITH_BODY = ("TooLarge", "WrongMediaType")

PARAMETERS: dict[str, Part] = {
    "ApiVersion": {
        "name": "api-version",
        "in": "query",
        "required": True,
        "description": "A date, such as 2024-03-03. Any is accepted from a floor per type on.",
        "schema": {
            "type": "string",
            "pattern": r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)(-preview)?$",
        },
        "example": "2024-03-03",
    },
    "Top": {
        "name": "$top",
        "in": "query",
        "description": "So many items on a page at most.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1000},
    },
    "SkipToken": {
        "name": "$skiptoken",
        "in": "query",
        "description": "Where the page begins; part of `nextLink`.",
        "schema": {"type": "string"},
    },
}

SECURITY: dict[str, Part] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "An access token from `/{tenant}/oauth2/v2.0/token` of this host: client credentials, "
            "authorization code with PKCE, device code or refresh token."
        ),
    }
}


def _failure(description: str, headers: tuple[str, ...]) -> Part:
    return {
        "description": description,
        "headers": refs("headers", "x-ms-request-id", *headers),
        "content": {"application/json": {"schema": ref("schemas", "ErrorResponse")}},
    }


def ref(kind: str, name: str) -> Part:
    return {"$ref": f"#/components/{kind}/{name}"}


def refs(kind: str, *names: str) -> dict[str, Part]:
    return {name: ref(kind, name) for name in names}


def components() -> Part:
    return {
        "schemas": SCHEMAS,
        "headers": HEADERS,
        "parameters": PARAMETERS,
        "responses": {name: _failure(text, more) for name, (_, text, more) in FAILURES.items()},
        "securitySchemes": SECURITY,
    }


def failures(method: str) -> dict[str, Part]:
    """The ways in which an operation can fail, by status."""
    names = [*ALWAYS, *(ON_CHANGE if method != "get" else ())]
    names += WITH_BODY if method in {"put", "patch", "post"} else ()
    return {str(FAILURES[name][0]): ref("responses", name) for name in names}
