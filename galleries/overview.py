"""What lists of galleries and images show beside each name: one question for all rows of a page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Access
from accounts.roles import ROLES
from galleries.models import ImageDefinition, ImageVersion
from regions.choices import RegionState
from regions.models import Claim

WARNED_BEFORE = timedelta(days=30)
WALL = 5  # plates on a gallery's cover
# The way from a claim to the card of what it belongs to.
OF_GALLERY = "disk_set__card__gallery_id"
OF_DEFINITION = "disk_set__card__definition_id"
OF_VERSION = "disk_set__card_id"


@dataclass
class Health:
    """Regions by how they fare. One failed region outranks any number of ready ones."""

    ready: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def add(self, region: str, state: str) -> None:
        by_state = {RegionState.COMPLETED: self.ready, RegionState.FAILED: self.failed}
        by_state.get(RegionState(state), self.running).add(region)

    @property
    def regions(self) -> int:
        return len(self.ready | self.running | self.failed)

    @property
    def state(self) -> str:
        if self.failed:
            return "failed"
        if self.running:
            return "running"
        return "ready" if self.ready else "queued"

    @property
    def text(self) -> str:
        if self.failed:
            return f"{_regions(len(self.failed))} failed"
        if self.running:
            return f"{_regions(len(self.running))} replicating"
        return f"{_regions(len(self.ready))} ready" if self.ready else "Nothing replicated yet"

    @property
    def label(self) -> str:
        """The bar in words."""
        parts = {"failed": self.failed, "replicating": self.running, "ready": self.ready}
        said = [f"{_regions(len(found))} {word}" for word, found in parts.items() if found]
        return ", ".join(said) or self.text

    @property
    def short(self) -> str:
        """Beside a bar, where the regions are seen."""
        if self.failed:
            to_go = f", {len(self.running)} to go" if self.running else ""
            return f"{len(self.failed)} of {self.regions} failed{to_go}"
        if self.running:
            return f"{len(self.ready)} of {self.regions} ready"
        return self.text


def _regions(count: int) -> str:
    return "1 region" if count == 1 else f"{count} regions"


def health_of(owner: str, card_ids: Iterable[int]) -> dict[int, Health]:
    """Health by card, of galleries, definitions or versions: OF_GALLERY and so on."""
    claims = Claim.objects.filter(
        **{f"{owner}__in": list(card_ids)}, disk_set__version__deleting_since__isnull=True
    )
    found: dict[int, Health] = defaultdict(Health)
    for owner_id, region, state in claims.values_list(owner, "region_id", "state").distinct():
        found[owner_id].add(region, state)
    return found


@dataclass(frozen=True)
class Tally:
    """Wanted copies by how they fare: a version in a region counts once."""

    ready: int
    running: int
    failed: int

    @property
    def total(self) -> int:
        return self.ready + self.running + self.failed

    @property
    def label(self) -> str:
        return f"{self.ready} ready, {self.running} replicating, {self.failed} failed"


def tally_of(owner: str, card_id: int) -> Tally:
    claims = Claim.objects.filter(
        **{owner: card_id}, disk_set__version__deleting_since__isnull=True
    )
    counts = dict(claims.values_list("state").annotate(Count("pk")))
    ready, failed = counts.get(RegionState.COMPLETED, 0), counts.get(RegionState.FAILED, 0)
    return Tally(ready, sum(counts.values()) - ready - failed, failed)


def walls(access: Access, galleries: Iterable[int]) -> dict[int, list[ImageDefinition]]:
    """The images on each gallery's cover, last changed first."""
    place = Window(
        RowNumber(),
        partition_by=F("gallery_id"),
        order_by=[F("resource__changed_at").desc(), F("id").desc()],
    )
    visible = ImageDefinition.objects.accessible(access).filter(gallery__in=list(galleries))
    found = defaultdict(list)
    for definition in visible.alias(place=place).filter(place__lte=WALL).order_by("gallery", place):
        found[definition.gallery_id].append(definition)
    return found


def image_counts(access: Access, galleries: Iterable[int]) -> dict[int, int]:
    visible = ImageDefinition.objects.accessible(access).filter(gallery__in=list(galleries))
    return dict(visible.values_list("gallery").annotate(Count("pk")))


def version_counts(owner: str, ids: Iterable[int]) -> dict[int, int]:
    """Versions by `definition` or `definition__gallery`."""
    versions = ImageVersion.objects.filter(
        **{f"{owner}__in": list(ids)}, deleting_since__isnull=True
    )
    return dict(versions.values_list(owner).annotate(Count("pk")))


def newest_versions(definitions: Iterable[int]) -> dict[int, ImageVersion]:
    """Of each definition the highest number, one that `latest` may give if there is any."""
    place = Window(
        RowNumber(),
        partition_by=F("definition_id"),
        order_by=[
            F("exclude_from_latest").asc(),
            F("major").desc(),
            F("minor").desc(),
            F("patch").desc(),
        ],
    )
    versions = ImageVersion.objects.filter(
        definition__in=list(definitions), deleting_since__isnull=True
    )
    newest = versions.select_related("resource").alias(place=place).filter(place=1)
    return {version.definition_id: version for version in newest}


def end_of_life_tone(moment: datetime | None) -> str:
    """Bad once it is over, warn shortly before; empty while it is far away or not set."""
    if moment is None or moment - timezone.now() > WARNED_BEFORE:
        return ""
    return "warn" if moment > timezone.now() else "bad"


def role_name(access: Access, card: object) -> str:
    """The widest role that one holds on the card."""
    held = access.roles_on(card)  # type: ignore[arg-type]
    return next((role.name for role in ROLES if role in held), "")


@dataclass(frozen=True)
class ImageRow:
    """An image in a list."""

    definition: ImageDefinition
    newest: ImageVersion | None
    health: Health

    @property
    def title(self) -> str:
        return self.definition.resource.title


def image_rows(definitions: Sequence[ImageDefinition]) -> list[ImageRow]:
    newest = newest_versions(definition.pk for definition in definitions)
    health = health_of(OF_VERSION, (version.resource_id for version in newest.values()))
    return [_image_row(definition, newest.get(definition.pk), health) for definition in definitions]


def _image_row(
    definition: ImageDefinition, newest: ImageVersion | None, health: dict[int, Health]
) -> ImageRow:
    fares = health.get(newest.resource_id, Health()) if newest else Health()
    return ImageRow(definition, newest, fares)
