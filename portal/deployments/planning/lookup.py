"""Finding what a template means when it names one of its resources."""

import re
from collections import defaultdict

from portal.deployments.planning.resources import Planned

NUMBERED = re.compile(r"(.+)\[(\d{1,4})\]")


class Lookup:
    """By id, by type and name, by name, by symbol, by the name of a loop."""

    def __init__(self, resources: list[Planned]) -> None:
        self._symbols: dict[str, list[Planned]] = defaultdict(list)
        self._loops: dict[str, list[Planned]] = defaultdict(list)
        self._ids: dict[str, list[Planned]] = defaultdict(list)
        self._names: dict[str, list[Planned]] = defaultdict(list)
        self._ends: dict[str, list[Planned]] = defaultdict(list)
        for planned in resources:
            self._add(planned)

    def _add(self, planned: Planned) -> None:
        if planned.symbol:
            self._symbols[planned.symbol.lower()].append(planned)
        if planned.loop is not None and planned.loop.name:
            self._loops[planned.loop.name.lower()].append(planned)
        self._ids[planned.key].append(planned)
        self._ids[planned.key.rpartition("/providers/")[2]].append(planned)
        self._names[planned.name.lower()].append(planned)
        self._ends[planned.name.lower().rpartition("/")[2]].append(planned)

    def named(self, text: str) -> list[Planned]:
        """All that it can mean; symbols first, because they are meant for this."""
        key = text.strip("/").lower()
        numbered = NUMBERED.fullmatch(key)
        if numbered and (found := self._symbols.get(numbered[1])):
            return [each for each in found if each.loop and each.loop.index == int(numbered[2])]
        exact = self._symbols.get(key) or self._ids.get(f"/{key}") or self._ids.get(key)
        found = exact or self._loops.get(key) or self._names.get(key) or self._ends.get(key)
        return list(dict.fromkeys(found or []))

    def symbol(self, text: str) -> list[Planned]:
        return self._symbols.get(text.lower(), [])
