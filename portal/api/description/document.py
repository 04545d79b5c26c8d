"""The whole description, made once per process."""

import json
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@cache
def document() -> dict[str, Any]:
    made = SchemaGenerator().get_schema(public=True)
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


def as_json() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
