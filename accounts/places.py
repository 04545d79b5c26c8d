"""Names of regions, told by the app that has them.

Cards keep a location, but what regions exist is known above this app; it registers here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from portal.errors import InvalidInput

NamesOf = Callable[[], Mapping[str, str]]
FactsOf = Callable[[], Mapping[str, Mapping[str, Any]]]
_names_of: list[NamesOf] = []
_facts_of: list[FactsOf] = []


def register(names_of: NamesOf, facts_of: FactsOf | None = None) -> None:
    """`names_of` gives display names by canonical name, in the order to offer them; `facts_of`
    tells where each is: geography, latitude, longitude."""
    _names_of[:] = [names_of]
    _facts_of[:] = [facts_of] if facts_of else []


def names() -> dict[str, str]:
    """{"southcentralus": "South Central US", ...}"""
    return dict(_names_of[0]()) if _names_of else {}


def facts() -> Mapping[str, Mapping[str, Any]]:
    return _facts_of[0]() if _facts_of else {}


def normal(text: str) -> str:
    """southcentralus, however it was written."""
    return "".join(text.lower().split())


def resolve(text: str, *, field: str = "region") -> str:
    """The canonical name of what is meant by `southcentralus` or "South Central US"."""
    wanted = normal(text)
    known = names()
    if wanted not in known:
        raise InvalidInput(
            f"There is no region {text!r} here. The regions page lists what there is.", field=field
        )
    return wanted
