"""Filters of the list of all resources."""

from collections.abc import Sequence
from dataclasses import dataclass
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
VIEWS = ("mine", "shared")


class TagValue(Func):
    """The text under one key of the tags, whatever characters the key has."""

    output_field = CharField()

    def __init__(self, key: str) -> None:
        super().__init__(F("tags"))
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
    """`view` is `mine` (of the own tenant), `shared` (given on the resource itself) or empty."""

    text: str = ""
    types: tuple[ResourceType, ...] = ()
    subscriptions: tuple[UUID, ...] = ()
    resource_groups: tuple[UUID, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    view: str = ""
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
            view=_one_of(VIEWS, asked.get("view", ""), ""),
            sort=_one_of(SORTS, asked.get("sort", ""), "newest"),
        )

    @property
    def order(self) -> Sequence[str]:
        return SORTS[self.sort]

    @property
    def narrows(self) -> bool:
        """Whether anything but the view and the order was asked for."""
        return bool(
            self.text
            or self.types
            or self.subscriptions
            or self.resource_groups
            or self.regions
            or self.tags
        )

    def apply(self, access: Access, tenant_card: int) -> Any:
        """The cards that may be read and match; `tenant_card` is what `mine` means."""
        cards = Resource.objects.filter(access.readable())
        if self.view == "mine":
            cards = cards.filter(tenant=tenant_card)
        if self.view == "shared":
            cards = _reached_alone(cards, access)
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


def _reached_alone(cards: Any, access: Access) -> Any:
    """Without the parent: given on the resource itself, so no list above leads to it."""
    parent_readable = access.readable("parent__")
    if not parent_readable:  # no condition: every parent is readable
        return cards.none()
    return cards.filter(parent__isnull=False).exclude(parent_readable)


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
