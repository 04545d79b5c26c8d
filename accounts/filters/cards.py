"""Filters of the list of all resources."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import CharField, F, Func, Q, Value
from django.http import QueryDict

from accounts.choices import ResourceType
from accounts.models import Access, Resource
from accounts.models.resource import TITLE_TAG
from portal.guids import guid_of

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
    """`whose` is `mine` (what one may change), `shared` (what one may only use) or empty.

    A type or an identifier that there is not matches nothing; it is not passed over.
    """

    text: str = ""
    types: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    resource_groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    whose: str = ""
    sort: str = "newest"

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        return cls(
            text=asked.get("q", "").strip()[:128],
            types=tuple(_unique(asked, "type")),
            subscriptions=tuple(_unique(asked, "subscription")),
            resource_groups=tuple(_unique(asked, "group")),
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
        for column, wanted in self._columns().items():
            cards = cards.filter(**{f"{column}__in": wanted})
        for number, tag in enumerate(self.tags):
            cards = _with_tag(cards, tag, f"tag_{number}")
        return cards

    def _columns(self) -> dict[str, Any]:
        """What was asked of which column."""
        named = {"type": self.types, "region": self.regions}
        by_guid = {"subscription": self.subscriptions, "resource_group": self.resource_groups}
        return {column: wanted for column, wanted in named.items() if wanted} | {
            column: with_guids(wanted) for column, wanted in by_guid.items() if wanted
        }


def _writable(access: Access) -> Q:
    """Cards of every type that may be changed."""
    types_by_condition: dict[Q, list[ResourceType]] = defaultdict(list)
    for type_ in ResourceType:
        types_by_condition[access.allows_on(f"{type_}/write")].append(type_)
    parts = (Q(type__in=types) & where for where, types in types_by_condition.items())
    return reduce(or_, parts)


def with_guids(texts: Sequence[str]) -> Any:
    return Resource.objects.filter(guid__in=filter(None, map(guid_of, texts)))


def _with_tag(cards: Any, tag: str, alias: str) -> Any:
    """`key` asks for the key with any value, `key=value` for that value."""
    key, has_value, value = tag.partition("=")
    wanted = {alias: value.strip()} if has_value else {f"{alias}__isnull": False}
    return cards.alias(**{alias: TagValue(key.strip())}).filter(**wanted)


def _one_of(known: Any, asked: str, otherwise: str) -> str:
    return asked if asked in known else otherwise


def _unique(asked: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in asked.getlist(name) if value.strip()))
