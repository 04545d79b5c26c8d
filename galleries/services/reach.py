"""What a shared gallery shows to those it is shared with: only what is ready in their region.

Recipients know things by public ids, `/SharedGalleries/...` and `/CommunityGalleries/...`, and
never learn where they lie.
"""

import re
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Subscription
from galleries.choices import ShareKind
from galleries.models import DirectShare, Gallery, ImageDefinition, ImageVersion
from galleries.names import parse_number
from galleries.services.latest import latest
from portal.errors import InvalidInput
from regions.models import Region

LATEST = "latest"
PUBLIC_ID = re.compile(
    r"/*(?P<kind>SharedGalleries|CommunityGalleries)/(?P<gallery>[^/]+)/Images/(?P<image>[^/]+)"
    r"(/Versions/(?P<version>[^/]+))?/*",
    re.IGNORECASE,
)
UNIQUE_NAME = re.compile(r"([0-9a-f-]{36})-(.+)", re.IGNORECASE | re.DOTALL)


def shared_with(subscription: Subscription, *kinds: ShareKind) -> QuerySet[Gallery]:
    """Galleries shared with the subscription, with its tenant, or with either."""
    guids = {
        ShareKind.SUBSCRIPTION: subscription.resource.guid,
        ShareKind.TENANT: subscription.tenant.resource.guid,
    }
    wanted = Q()
    for kind in kinds or ShareKind:
        wanted |= Q(kind=kind, guid=guids[kind])
    shares = DirectShare.objects.filter(wanted, gallery=OuterRef("pk"))
    return _galleries().filter(Exists(shares))


def in_community() -> QuerySet[Gallery]:
    return _galleries().filter(community__enabled_at__isnull=False).select_related("community")


def _galleries() -> QuerySet[Gallery]:
    return Gallery.objects.select_related("resource", "subscription__resource")


def seen_in(galleries: QuerySet[Gallery], region: Region) -> QuerySet[Gallery]:
    """Where they lie, and where something in them is ready."""
    ready = ImageVersion.objects.filter(definition__gallery=OuterRef("pk")).usable_in(region.name)
    return galleries.filter(Q(resource__region=region.name) | Exists(ready))


def by_unique_name(galleries: QuerySet[Gallery], text: str) -> QuerySet[Gallery]:
    """Of `{subscription}-{NAME}`."""
    found = UNIQUE_NAME.fullmatch(text)
    guid = _guid(found[1]) if found else None
    if found is None or guid is None:
        return galleries.none()
    return galleries.filter(subscription__resource__guid=guid, name__iexact=found[2])


def by_public_name(galleries: QuerySet[Gallery], text: str) -> QuerySet[Gallery]:
    return galleries.filter(community__public_name__iexact=text)


def definitions_in(gallery: Gallery, region: Region) -> QuerySet[ImageDefinition]:
    ready = ImageVersion.objects.filter(definition=OuterRef("pk")).usable_in(region.name)
    return ImageDefinition.objects.filter(Exists(ready), gallery=gallery).select_related("resource")


def versions_in(definition: ImageDefinition, region: Region) -> QuerySet[ImageVersion]:
    related = ("resource", "disk_set")
    return definition.versions.usable_in(region.name).select_related(*related)


def version_in(definition: ImageDefinition, name: str, region: Region) -> ImageVersion | None:
    """By number, or the latest."""
    if name.lower() == LATEST:
        return latest(definition, region.name)
    try:
        number = parse_number(name)
    except InvalidInput:
        return None
    parts = {"major": number.major, "minor": number.minor, "patch": number.patch}
    return versions_in(definition, region).filter(**parts).first()


def is_public_id(text: str) -> bool:
    return PUBLIC_ID.fullmatch(text) is not None


def find_public(subscription: Subscription, text: str, region: Region) -> ImageVersion | None:
    """What a public id means for a subscription; the latest when it names no version."""
    found = PUBLIC_ID.fullmatch(text)
    if found is None:
        return None
    if found["kind"].lower() == "sharedgalleries":
        galleries = by_unique_name(shared_with(subscription), found["gallery"])
    else:
        galleries = by_public_name(in_community(), found["gallery"])
    definitions: Any = ImageDefinition.objects.filter(
        gallery__in=galleries, name__iexact=found["image"]
    )
    definition = definitions.first()
    return version_in(definition, found["version"] or LATEST, region) if definition else None


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
