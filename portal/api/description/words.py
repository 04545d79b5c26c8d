"""What an operation is about and called, read from its address."""

import re
from dataclasses import dataclass
from functools import cached_property

PARAMETER = re.compile(r"\{(\w+)\}")
SCOPE = "{scope}"
ONLY = "default"  # the name of what there is one of
GRAPH = "v1.0"
VERBS = {
    "get": "Get",
    "post": "Create",
    "put": "Create or update",
    "patch": "Change",
    "delete": "Delete",
    "head": "Check for",
}
IDS = {
    "get": "Get",
    "post": "Create",
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
            return f"{own}_{_capital(self._words[-1])}{_joined(self._level)}"
        if self._is_list:
            return f"{own}_List{_joined(self._place.replace(' in a ', ' by '))}"
        verb = IDS.get(self.method, self.method.title())
        return f"{own}_{verb}{_joined(self._level)}"

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
        return self.method == "get" and self._ends_in_word

    @property
    def _is_action(self) -> bool:
        return self.method == "post" and self._ends_in_word and len(self._words) > 1

    @property
    def _ends_in_word(self) -> bool:
        return not PARAMETER.fullmatch(self._segments[-1])

    @property
    def _place(self) -> str:
        """Where a list is from, when there are several of a kind."""
        if len(self._words) > 1 or not self._provider:
            return self._level
        if "resourceGroups" in self._segments:
            return " in a resource group"
        return " in a subscription" if "subscriptions" in self._segments else self._level

    @property
    def _level(self) -> str:
        """Told of what is usually in a resource group, and here is not."""
        if self._segments[0] == SCOPE:
            return " at a scope"
        is_usual = not {"resourceGroups", "locations"}.isdisjoint(self._segments)
        in_subscription = "subscriptions" in self._segments and self._provider_at is not None
        return " at subscription" if in_subscription and not is_usual else ""

    @cached_property
    def _segments(self) -> list[str]:
        parts = [part for part in self.path.split("/") if part]
        return parts[:-1] if parts[-1] == ONLY else parts

    @cached_property
    def _provider(self) -> str:
        """The namespace, unless the address takes any."""
        if self._segments[0] == GRAPH:
            return "Microsoft.Graph"
        at = self._provider_at
        named = "" if at is None else self._segments[at + 1]
        return "" if PARAMETER.fullmatch(named) else named

    @cached_property
    def _words(self) -> list[str]:
        """The types, below the namespace if there is one."""
        at = self._provider_at
        start = 0 if at is None else at + 2 if self._provider else at
        below = self._segments[start:]
        return [part for part in below if part != GRAPH and not PARAMETER.fullmatch(part)]

    @cached_property
    def _provider_at(self) -> int | None:
        places = [at for at, part in enumerate(self._segments[:-1]) if part == "providers"]
        return places[-1] if places else None


def _joined(words: str) -> str:
    return words.replace(" a ", " ").title().replace(" ", "")


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
