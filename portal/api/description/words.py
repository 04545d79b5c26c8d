"""What an operation is about and called, read from its address."""

import re
from dataclasses import dataclass
from functools import cached_property

PARAMETER = re.compile(r"\{(\w+)\}")
VERBS = {
    "get": "Get",
    "put": "Create or update",
    "patch": "Change",
    "delete": "Delete",
    "head": "Check for",
}
IDS = {
    "get": "Get",
    "put": "CreateOrUpdate",
    "patch": "Update",
    "delete": "Delete",
    "head": "CheckExistence",
}


@dataclass(frozen=True)
class Named:
    """An operation: `get` of `/subscriptions/{subscription}/providers/Microsoft.Compute/galleries`.

    What ends in a word is a list when read and an action when posted to; anything else is about one
    resource.
    """

    path: str
    method: str  # lower-cased

    @property
    def type(self) -> str:
        """By which operations are grouped: `Microsoft.Compute/galleries/images`."""
        words = self._words[:-1] if self._is_action else self._words
        return "/".join(filter(None, [self._provider, *words])) or self._words[-1]

    @property
    def id(self) -> str:
        own = "".join(map(_capital, self._words))
        if self._is_action:
            return f"{''.join(map(_capital, self._words[:-1]))}_{_capital(self._words[-1])}"
        if self._is_list:
            return f"{own}_List{self._place.title().replace('In A', 'By').replace(' ', '')}"
        return f"{own}_{IDS.get(self.method, self.method.title())}"

    @property
    def summary(self) -> str:
        if self._is_action:
            return _spaced(self._words[-1]).capitalize()
        if self._is_list:
            return f"List {_spaced(self._words[-1])}{self._place}"
        noun = _singular(_spaced(self._words[-1]))
        return f"{VERBS.get(self.method, self.method.title())} {_an(noun)}"

    @property
    def _is_list(self) -> bool:
        return self.method == "get" and not PARAMETER.fullmatch(self._segments[-1])

    @property
    def _is_action(self) -> bool:
        return self.method == "post" and not PARAMETER.fullmatch(self._segments[-1])

    @property
    def _place(self) -> str:
        """Where a list is from, when there are several of a kind."""
        if len(self._words) > 1 or not self._provider:
            return ""
        if "resourceGroups" in self._segments:
            return " in a resource group"
        return " in a subscription" if "subscriptions" in self._segments else ""

    @cached_property
    def _segments(self) -> list[str]:
        return [part for part in self.path.split("/") if part]

    @cached_property
    def _provider(self) -> str:
        """The namespace, unless the address takes any."""
        at = self._provider_at
        named = "" if at is None else self._segments[at + 1]
        return "" if PARAMETER.fullmatch(named) else named

    @cached_property
    def _words(self) -> list[str]:
        """The types, below the namespace if there is one."""
        start = 0 if self._provider_at is None else self._provider_at + 2
        words = [part for part in self._segments[start:] if not PARAMETER.fullmatch(part)]
        return words or ["providers" if self._provider_at is not None else "resources"]

    @cached_property
    def _provider_at(self) -> int | None:
        places = [at for at, part in enumerate(self._segments[:-1]) if part == "providers"]
        return places[-1] if places else None


def _capital(word: str) -> str:
    return re.sub(r"\W", "", word[:1].upper() + word[1:])


def _spaced(word: str) -> str:
    """`roleAssignments` as people write it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).lower()


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _an(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"
