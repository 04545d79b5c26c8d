"""Provisioning states of versions, for lists of resources of every type."""

from collections import defaultdict
from collections.abc import Sequence

from accounts import states
from accounts.choices import ResourceType
from accounts.models import Resource
from galleries.models import ImageVersion
from galleries.services.versions import provisioning_state
from regions.models import Claim


def register() -> None:
    """Called when the app is ready."""
    states.register(ResourceType.VERSION, states_of)


def states_of(cards: Sequence[Resource]) -> dict[int, str]:
    """In two queries."""
    versions = ImageVersion.objects.filter(resource__in=cards).select_related("resource")
    claims: dict[int, list[Claim]] = defaultdict(list)
    for claim in Claim.objects.filter(disk_set__version__resource__in=cards):
        claims[claim.disk_set_id].append(claim)
    return {
        version.resource_id: provisioning_state(version, claims[version.disk_set_id]).value
        for version in versions
    }
