"""Filters of the list of all resources."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Self
from uuid import UUID

from django.db.models import CharField, F, Func, Q, Value
from django.http import QueryDict

from accounts.choices import ResourceType
from accounts.models import Access, Resource
from accounts.models.resource import TITLE_TAG

SORTS = {
    "newest": ("-created_at", "-id"),
    "oldest": ("created_at", "id"),
    "name": ("name", "id"),
    "name-down": ("-name", "-id"),
}
WHOSE = ("mine", "shared")


class TagValue(Func):
    """The text under one key of the tags, whatever characters the key has."""

    output_field = CharField()

    def __init__(self, key: str, column: str = "tags") -> None:
        super().__init__(F(column))
        self.key = key

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        path = '$."{}"'.format(self.key.replace('"', ""))
        return self._with(path, "JSON_EXTRACT").as_sql(compiler, connection, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self._with(self.key, "JSONB_EXTRACT_PATH_TEXT").as_sql(compiler, connection, **extra)

    def _with(self, path: str, function: str) -> Func:
        tags = self.get_source_expressions()[0]
        return Func(tags, Value(path), function=function, output_field=CharField())


@dataclass(frozen=True)
class ResourceFilters:
    """`whose` is `mine` (what one may change), `shared` (what one may only use) or empty."""

    text: str = ""
    types: tuple[ResourceType, ...] = ()
    subscriptions: tuple[UUID, ...] = ()
    resource_groups: tuple[UUID, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    whose: str = ""
    sort: str = "newest"

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        known = {str(type_): type_ for type_ in ResourceType}
        return cls(
            text=asked.get("q", "").strip()[:128],
            types=tuple(known[name] for name in _unique(asked, "type") if name in known),
            subscriptions=_guids(asked, "subscription"),
            resource_groups=_guids(asked, "group"),
            regions=tuple(_unique(asked, "region")),
            tags=tuple(_unique(asked, "tag")),
            whose=_one_of(WHOSE, asked.get("whose", ""), ""),
            sort=_one_of(SORTS, asked.get("sort", ""), "newest"),
        )

    @property
    def order(self) -> Sequence[str]:
        return SORTS[self.sort]

    @property
    def narrows(self) -> bool:
        """Whether anything but whose and the order was asked for."""
        return bool(
            self.text
            or self.types
            or self.subscriptions
            or self.resource_groups
            or self.regions
            or self.tags
        )

    def apply(self, access: Access) -> Any:
        """The cards that may be read and match."""
        cards = Resource.objects.filter(access.readable())
        if self.whose == "mine":
            cards = cards.filter(_writable(access))
        if self.whose == "shared":
            cards = cards.exclude(_writable(access))
        if self.text:
            cards = cards.alias(title_tag=TagValue(TITLE_TAG)).filter(
                Q(name__icontains=self.text) | Q(title_tag__icontains=self.text)
            )
        for column, wanted in self._columns():
            if wanted:
                cards = cards.filter(**{f"{column}__in": wanted})
        for number, tag in enumerate(self.tags):
            cards = _with_tag(cards, tag, f"tag_{number}")
        return cards

    def _columns(self) -> list[tuple[str, Any]]:
        return [
            ("type", self.types),
            ("subscription", self.subscriptions and _ids(self.subscriptions)),
            ("resource_group", self.resource_groups and _ids(self.resource_groups)),
            ("region", self.regions),
        ]


def _writable(access: Access) -> Q:
    """Cards of every type that may be changed."""
    types_by_condition: dict[Q, list[ResourceType]] = defaultdict(list)
    for type_ in ResourceType:
        types_by_condition[access.allows_on(f"{type_}/write")].append(type_)
    parts = (Q(type__in=types) & where for where, types in types_by_condition.items())
    return reduce(or_, parts)


def _ids(guids: Sequence[UUID]) -> Any:
    return Resource.objects.filter(guid__in=guids).values("pk")


def _with_tag(cards: Any, tag: str, alias: str) -> Any:
    """`key` asks for the key with any value, `key=value` for that value."""
    key, has_value, value = tag.partition("=")
    wanted = {alias: value.strip()} if has_value else {f"{alias}__isnull": False}
    return cards.alias(**{alias: TagValue(key.strip())}).filter(**wanted)


def _one_of(known: Any, asked: str, otherwise: str) -> str:
    return asked if asked in known else otherwise


def _unique(asked: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in asked.getlist(name) if value.strip()))


def _guids(asked: QueryDict, name: str) -> tuple[UUID, ...]:
    found = []
    for text in _unique(asked, name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(found)
