"""`latest` is worked out, never stored: by number, per region, honouring exclusions."""

from galleries.errors import NoLatest
from galleries.models import ImageDefinition, ImageVersion
from regions.models import Region


def latest(definition: ImageDefinition, region: str = "") -> ImageVersion | None:
    """The highest number that counts and is ready in the region, or anywhere when none is named."""
    eligible = definition.versions.eligible_for_latest(region).newest_first()
    return eligible.select_related("resource", "disk_set").first()


def require_latest(definition: ImageDefinition, region: Region | None = None) -> ImageVersion:
    """Raises NoLatest with what would help."""
    found = latest(definition, region.name if region else "")
    if found:
        return found
    if region is None:
        raise NoLatest(
            f"There is no latest image version exists for {definition}: none is ready, or all are "
            "excluded from latest."
        )
    raise NoLatest(
        f"The gallery image {definition} is not available in {region} region. Please contact image "
        "owner to replicate to this region, or change your requested region."
    )
