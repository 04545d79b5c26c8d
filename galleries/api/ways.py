"""The two ways of sharing, as far as readers notice a difference."""

from typing import Any

from accounts.models import Subscription
from galleries.models import CommunityProfile, Gallery, ImageDefinition
from galleries.services.latest import latest
from galleries.services.reach import (
    by_public_name,
    by_unique_name,
    in_community,
    shared_with,
    versions_in,
)
from portal.api.resources import Body
from regions.models import Region


class Way:
    """Directly, with subscriptions and tenants."""

    right = "Microsoft.Compute/locations/sharedGalleries/read"

    def galleries(self, subscription: Subscription) -> Any:
        """All that reach a subscription."""
        return shared_with(subscription)

    def named(self, galleries: Any, name: str) -> Any:
        return by_unique_name(galleries, name)

    def id_of(self, gallery: Gallery) -> str:
        return f"/SharedGalleries/{gallery.unique_name}"

    def type_of(self, what: str) -> Body:
        """What is shared directly has no type."""
        return {}

    def properties_of(self, gallery: Gallery) -> Body:
        return {}

    def versions_of(self, definition: ImageDefinition, region: Region) -> Any:
        """Those that are listed; each that is ready can be asked for."""
        return versions_in(definition, region)


class CommunityWay(Way):
    """With everybody."""

    right = "Microsoft.Compute/locations/communityGalleries/read"

    def galleries(self, subscription: Subscription) -> Any:
        return in_community()

    def named(self, galleries: Any, name: str) -> Any:
        return by_public_name(galleries, name)

    def id_of(self, gallery: Gallery) -> str:
        return f"/CommunityGalleries/{gallery.community.public_name}"

    def type_of(self, what: str) -> Body:
        return {"type": f"Microsoft.Compute/locations/community{what}"}

    def properties_of(self, gallery: Gallery) -> Body:
        return {"communityMetadata": metadata_of(gallery.community)}

    def versions_of(self, definition: ImageDefinition, region: Region) -> Any:
        """The newest alone."""
        newest = latest(definition, region.name)
        listed = versions_in(definition, region)
        return listed.filter(pk=newest.pk) if newest else listed.none()


SHARED = Way()
COMMUNITY = CommunityWay()


def metadata_of(profile: CommunityProfile) -> Body:
    return {
        "publisherUri": profile.publisher_uri,
        "publisherContact": profile.publisher_contact,
        "eula": profile.eula,
        "publicNames": [profile.public_name],
    }
