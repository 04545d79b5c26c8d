"""What the address of the catalogue asks for, and how many would answer each further choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import QueryDict

from accounts import places
from accounts.models import Access
from accounts.models.resource import TITLE_TAG
from galleries.choices import Architecture, Generation, OsState, OsType
from galleries.models import Gallery, ImageDefinition
from galleries.rights import READ_GALLERY, WRITE_GALLERY, WRITE_IMAGE
from portal.guids import guid_of
from regions.choices import RegionState
from regions.models import Claim

SORTS = {
    "recent": ("Recently updated", ("-resource__changed_at", "-id")),
    "name": ("Name", ("name", "id")),
}
NONE = UUID(int=0)  # of nothing
MOST_OPTIONS = 12
HEALTH = {
    RegionState.COMPLETED.value: "Ready",
    RegionState.REPLICATING.value: "Replicating",
    RegionState.FAILED.value: "Failed",
    RegionState.UNKNOWN.value: "Waiting",
}
CLAIMS = "versions__disk_set__claims__"
TITLE = f"resource__tags__{TITLE_TAG}__icontains"


@dataclass(frozen=True)
class Facet:
    """One property of images to choose by. `column` starts at the definition."""

    key: str
    title: str
    column: str
    labels: Callable[[], dict[str, str]] = dict
    is_open: bool = True

    @property
    def is_of_claims(self) -> bool:
        return self.column.startswith(CLAIMS)


def _architectures() -> dict[str, str]:
    """As they are written, unlike their labels."""
    return {name: name for name in Architecture.values}


FACETS = (
    Facet("os", "Operating system", "os_type", lambda: dict(OsType.choices)),
    Facet("state", "Operating system state", "os_state", lambda: dict(OsState.choices)),
    Facet("region", "Region", f"{CLAIMS}region", places.names),
    Facet("subscription", "Subscription", "resource__subscription__guid"),
    Facet("publisher", "Publisher", "publisher"),
    Facet("replication", "Replication", f"{CLAIMS}state", lambda: HEALTH),
    Facet("generation", "Generation", "generation", lambda: dict(Generation.choices), False),
    Facet(
        "architecture",
        "Architecture",
        "architecture",
        lambda: {name: name for name in Architecture.values},
        False,
    ),
)


@dataclass(frozen=True)
class Option:
    """One value of a facet, and how many there are."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """A facet with its options, as the page shows it."""

    facet: Facet
    options: list[Option]

    @property
    def is_open(self) -> bool:
        return self.facet.is_open or any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class CatalogueFilters:
    text: str = ""
    whose: str = ""
    sort: str = "recent"
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        sort, whose = asked.get("sort", ""), asked.get("whose", "")
        chosen = {facet.key: _values(asked, facet.key) for facet in FACETS}
        return cls(
            text=asked.get("q", "").strip()[:128],
            whose=whose if whose in {"mine", "shared"} else "",
            sort=sort if sort in SORTS else "recent",
            chosen={key: values for key, values in chosen.items() if values},
        )

    @property
    def order(self) -> Sequence[str]:
        return SORTS[self.sort][1]

    @property
    def narrows(self) -> bool:
        """Whether anything but whose and in what order was asked for."""
        return bool(self.text or self.chosen)

    def images(self, access: Access, *, without: str = "") -> Any:
        """Images that can be read and match, optionally whatever one facet asks."""
        images = ImageDefinition.objects.accessible(access).filter(self._conditions(without))
        images = _whose(images, self.whose, access, WRITE_IMAGE)
        return images.filter(says(self.text)) if self.text else images

    def galleries(self, access: Access, *, without: str = "") -> Any:
        """Galleries that can be read and match, or hold an image that does."""
        galleries = _whose(Gallery.objects.accessible(access), self.whose, access, WRITE_GALLERY)
        wanted = self.chosen.get("subscription")
        if wanted and without != "subscription":
            galleries = galleries.filter(resource__subscription__guid__in=wanted)
        inside = ImageDefinition.objects.accessible(access).filter(
            self._conditions(without), gallery=OuterRef("pk")
        )
        if self.chosen.keys() - {without, "subscription"}:
            galleries = galleries.filter(Exists(inside))
        if self.text:
            named = _named(self.text) | Q(description__icontains=self.text)
            galleries = galleries.filter(named | Exists(inside.filter(says(self.text))))
        return galleries

    def alone(self, access: Access) -> Any:
        """Images shared without their gallery; the gallery's page stays closed."""
        readable = access.allows_on(READ_GALLERY, "resource__gallery__")
        if not readable:  # no condition: every gallery can be read
            return ImageDefinition.objects.none()
        return self.images(access).exclude(readable)

    def image_choices(self, access: Access) -> list[Choice]:
        return [
            self._choice(facet, self.images(access, without=facet.key), "pk") for facet in FACETS
        ]

    def gallery_choices(self, access: Access) -> list[Choice]:
        return [self._gallery_choice(facet, access) for facet in FACETS]

    def _gallery_choice(self, facet: Facet, access: Access) -> Choice:
        galleries = self.galleries(access, without=facet.key)
        if facet.key == "subscription":
            return self._choice(facet, galleries, "pk")
        images = ImageDefinition.objects.accessible(access).filter(self._conditions(facet.key))
        return self._choice(facet, images.filter(gallery__in=galleries), "gallery")

    def _choice(self, facet: Facet, queryset: Any, unit: str) -> Choice:
        rows = queryset.order_by().values_list(facet.column, *_label_columns(facet))
        rows = rows.annotate(n=Count(unit, distinct=True)).exclude(**{facet.column: None})
        labels = facet.labels()
        chosen = self.chosen.get(facet.key, ())
        options = [
            Option(str(row[0]), _label(row, labels), row[-1], str(row[0]) in chosen)
            for row in rows.order_by("-n", facet.column)[:MOST_OPTIONS]
        ]
        return Choice(facet, _sorted(options, labels))

    def _conditions(self, without: str) -> Q:
        wanted = Q()
        claims: dict[str, tuple[str, ...]] = {}
        for facet in FACETS:
            values = self.chosen.get(facet.key)
            if not values or facet.key == without:
                continue
            if facet.is_of_claims:
                claims[f"{facet.column.removeprefix(CLAIMS)}__in"] = values
            else:
                wanted &= Q(**{f"{facet.column}__in": values})
        if claims:
            wanted &= Q(Exists(_claims_of_image(claims)))
        return wanted


def _claims_of_image(conditions: dict[str, tuple[str, ...]]) -> Any:
    return Claim.objects.filter(disk_set__version__definition=OuterRef("pk"), **conditions)


def _whose(queryset: Any, whose: str, access: Access, write: str) -> Any:
    """Mine is what one may change, the rest of what one can read is shared."""
    if not whose:
        return queryset
    mine = access.allows_on(write, "resource__")
    if whose == "mine":
        return queryset.filter(mine)
    return queryset.exclude(mine) if mine else queryset.none()


def _named(text: str) -> Q:
    return Q(name__icontains=text) | Q(**{TITLE: text})


def says(text: str) -> Q:
    """Name, title, publisher, offer or SKU; `publisher:offer:sku` finds exactly that one."""
    parts = text.split(":")
    if len(parts) == 3:
        publisher, offer, sku = (part.strip() for part in parts)
        return Q(publisher__iexact=publisher, offer__iexact=offer, sku__iexact=sku)
    return (
        _named(text)
        | Q(publisher__icontains=text)
        | Q(offer__icontains=text)
        | Q(sku__icontains=text)
    )


def _values(asked: QueryDict, key: str) -> tuple[str, ...]:
    found = (value.strip() for value in asked.getlist(key))
    wanted = dict.fromkeys(value for value in found if value)
    if key == "subscription":
        wanted = dict.fromkeys(str(guid_of(value) or NONE) for value in wanted)
    return tuple(wanted)[:50]


def _label_columns(facet: Facet) -> list[str]:
    return ["resource__subscription__name"] if facet.key == "subscription" else []


def _label(row: tuple[Any, ...], labels: dict[str, str]) -> str:
    return str(row[1]) if len(row) == 3 else labels.get(row[0], str(row[0]))


def _sorted(options: list[Option], labels: dict[str, str]) -> list[Option]:
    """In the order of the labels where there is one, by name else."""
    order = list(labels)
    if order:
        return sorted(options, key=lambda o: order.index(o.value) if o.value in order else 999)
    return sorted(options, key=lambda option: option.label.lower())
