"""Resource ids: case-insensitive to compare, shown as they were given."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from portal.errors import InvalidInput

MOST = 1_000  # characters
RESOURCES = "Microsoft.Resources"
SUBSCRIPTIONS = f"{RESOURCES}/subscriptions"
GROUPS = f"{SUBSCRIPTIONS}/resourceGroups"
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f?#]")


@dataclass(frozen=True)
class ResourceId:
    """`/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/x/images/y`."""

    segments: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidInput unless `text` is the path of one resource."""
        segments = tuple(part for part in text.split("/") if part)
        id_ = cls(segments)
        if len(text) > MOST or UNPRINTABLE.search(text) or not id_._is_whole():
            raise InvalidInput(
                f"'{text[:200]}' is not the id of a resource. An id looks like "
                "/subscriptions/{guid}/resourceGroups/{name}/providers/{namespace}/{type}/{name}.",
                code="InvalidResourceId",
            )
        return id_

    def __str__(self) -> str:
        return "/" + "/".join(self.segments)

    @cached_property
    def key(self) -> str:
        """What two ids are compared by."""
        return str(self).lower()

    @cached_property
    def type(self) -> str:
        """`Microsoft.Compute/galleries/images`, in the words of the id."""
        if self._provider_at is not None:
            own = self.segments[self._provider_at + 1 :]
            return "/".join((own[0], *own[1::2]))
        return GROUPS if self.resource_group else SUBSCRIPTIONS

    @cached_property
    def names(self) -> tuple[str, ...]:
        """One per type, outermost first."""
        if self._provider_at is not None:
            return self.segments[self._provider_at + 3 :: 2]
        return self.segments[1::2]

    @property
    def name(self) -> str:
        return self.segments[-1]

    @property
    def subscription(self) -> str:
        return self._after(0, "subscriptions")

    @property
    def resource_group(self) -> str:
        return self._after(2, "resourcegroups")

    @property
    def provider(self) -> str:
        """The namespace; empty for subscriptions and resource groups."""
        return "" if self._provider_at is None else self.segments[self._provider_at + 1]

    @property
    def scope(self) -> str:
        """What an extension, such as a role assignment, applies to: all before its provider."""
        at = len(self.segments) if self._provider_at is None else self._provider_at
        return "/" + "/".join(self.segments[:at])

    @property
    def parent(self) -> Self | None:
        """The resource it lies in: an image's gallery, a gallery's resource group."""
        if self._provider_at is not None and len(self.segments) - self._provider_at == 4:
            above = self.segments[: self._provider_at]
        else:
            above = self.segments[:-2]
        return type(self)(above) if above else None

    def child(self, type_: str, name: str) -> Self:
        return type(self)((*self.segments, type_, name))

    @cached_property
    def _provider_at(self) -> int | None:
        """Where the last `providers` stands, which names the type."""
        places = [at for at in range(0, len(self.segments), 2) if self._is_provider(at)]
        return places[-1] if places else None

    def _is_provider(self, at: int) -> bool:
        return self.segments[at].lower() == "providers"

    def _is_whole(self) -> bool:
        """Pairs of type and name, of which a namespace counts with its `providers`."""
        at = self._provider_at
        if at is None:
            return len(self.segments) in {2, 4} and bool(self.subscription)
        return len(self.segments) - at >= 4 and len(self.segments) % 2 == 0

    def _after(self, at: int, word: str) -> str:
        found = len(self.segments) > at + 1 and self.segments[at].lower() == word
        return self.segments[at + 1] if found else ""
