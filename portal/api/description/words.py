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
            own = "".join(map(_capital, self._words[:-1]))
            return f"{own}_{_capital(self._words[-1])}{self._level.title().replace(' ', '')}"
        if self._is_list:
            return f"{own}_List{self._place.title().replace('In A', 'By').replace(' ', '')}"
        verb = IDS.get(self.method, self.method.title())
        return f"{own}_{verb}{self._level.title().replace(' ', '')}"

    @property
    def summary(self) -> str:
        if self._is_action:
            return f"{_spaced(self._words[-1]).capitalize()}{self._level}"
        if self._is_list:
            return f"List {_spaced(self._words[-1])}{self._place}"
        noun = _singular(_spaced(self._words[-1]))
        return f"{VERBS.get(self.method, self.method.title())} {_an(noun)}{self._level}"

    @property
    def _is_list(self) -> bool:
        return self.method == "get" and not PARAMETER.fullmatch(self._segments[-1])

    @property
    def _is_action(self) -> bool:
        ends_in_word = not PARAMETER.fullmatch(self._segments[-1])
        return self.method == "post" and ends_in_word and len(self._words) > 1

    @property
    def _place(self) -> str:
        """Where a list is from, when there are several of a kind."""
        if len(self._words) > 1 or not self._provider:
            return self._level
        if "resourceGroups" in self._segments:
            return " in a resource group"
        return " in a subscription" if "subscriptions" in self._segments else ""

    @property
    def _level(self) -> str:
        """Told of what is usually in a resource group, and here is not."""
        is_usual = "resourceGroups" in self._segments or self._words[0] in {
            "locations",
            "providers",
        }
        in_subscription = bool(self._provider) and "subscriptions" in self._segments
        return " at subscription" if in_subscription and not is_usual else ""

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
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("es" if word.endswith("ses") else "s")


def _an(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"
