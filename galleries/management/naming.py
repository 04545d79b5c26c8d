"""From what somebody typed to the version that is meant."""

from accounts.choices import ResourceType
from accounts.lookup import find_card
from accounts.models import Access
from galleries.models import ImageDefinition, ImageVersion
from galleries.services.latest import require_latest
from regions.models import Region

PATH = "GALLERY/DEFINITION/VERSION"
PATH_HELP = "gallery/definition/number or gallery/definition/latest, or the full id"
RELATED = (
    "resource", "definition__resource", "definition__gallery", "disk_set__tenant__resource",
    "disk_set__region",
)  # fmt: skip


def find_version(access: Access, text: str, region: Region | None = None) -> ImageVersion:
    """By path or full id. `latest` is the one that is ready in the region, if one is named."""
    path, _, last = text.strip().rstrip("/").rpartition("/")
    if last.lower() == "latest":
        found = require_latest(find_definition(access, path.removesuffix("/versions")), region)
        return _with_related(found.resource_id)
    return _with_related(find_card(access, text, [ResourceType.VERSION]).pk)


def find_definition(access: Access, text: str) -> ImageDefinition:
    card = find_card(access, text, [ResourceType.DEFINITION])
    return ImageDefinition.objects.select_related("resource", "gallery__resource").get(
        resource=card
    )


def _with_related(card: int) -> ImageVersion:
    return ImageVersion.objects.select_related(*RELATED).get(resource=card)
