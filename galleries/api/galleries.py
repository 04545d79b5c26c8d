"""Galleries: the resource, and its lists."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar

from accounts.choices import ResourceType
from accounts.models import ResourceGroup, Subscription
from galleries import changes
from galleries.api import fetching
from galleries.api.bodies import GallerySerializer
from galleries.api.fetching import check_location, fetch, fetch_group
from galleries.api.handler import GalleryHandler
from galleries.api.lists import Within
from galleries.api.mapping import shown, wanted_of
from galleries.choices import ProvisioningState, Sharing
from galleries.models import CommunityProfile, DirectShare, Gallery
from galleries.rights import DELETE_GALLERY, WRITE_GALLERY
from galleries.services.community import NAMES
from galleries.services.galleries import create_gallery, delete_gallery, update_gallery
from galleries.services.sharing import may_know
from portal.api.call import Call
from portal.api.errors import NotServed, group_not_found, subscription_not_found
from portal.api.fields import read, require_location
from portal.api.ids import ResourceId
from portal.api.resources import Answer, Body
from portal.api.views import ResourceView
from portal.errors import NotFound

COMMUNITY = {name: path.rsplit(".", 1)[-1] for name, path in NAMES.items()}


class GalleryResource(GalleryHandler):
    type = str(ResourceType.GALLERY)
    model, rules, to_delete = Gallery, changes.GALLERY, DELETE_GALLERY
    request_serializer = response_serializer = GallerySerializer
    query_options: ClassVar = {
        "$select": "Permissions tells with whom it is shared.",
        "$expand": "sharingProfile/Groups tells with whom it is shared.",
    }
    example: ClassVar[Body] = {
        "location": "westus2",
        "properties": {"description": "Images of the platform team"},
    }

    def get(self, call: Call, id_: ResourceId) -> Body:
        gallery = fetch(call, Gallery, id_)
        told = asks_for_groups(call) and may_know(gallery, call.user, call.access)
        return shape(gallery, with_groups=told)

    def wanted(self, body: Body) -> Body:
        wanted = read(GallerySerializer, body)
        refuse_unserved(wanted)
        return wanted

    def create(self, call: Call, id_: ResourceId, body: Body) -> Answer:
        group = fetch_group(call, id_)
        call.require(WRITE_GALLERY, group.resource)
        require_location(body)
        gallery = create_gallery(
            actor=call.actor,
            resource_group=group,
            name=id_.name,
            region=body["location"],
            community=community_of(body),
            **wanted_of(changes.GALLERY, Gallery, body),
        )
        return Answer(shape(gallery), 201)

    def update(self, call: Call, found: Gallery, body: Body, *, replaces: bool) -> Answer:
        call.require(WRITE_GALLERY, found.resource)
        check_location(found, body.get("location", ""))
        update_gallery(
            actor=call.actor,
            gallery=found,
            community=community_of(body),
            **wanted_of(changes.GALLERY, Gallery, body, replaces=replaces),
        )
        return Answer(shape(found))

    def remove(self, call: Call, found: Gallery) -> None:
        delete_gallery(actor=call.actor, gallery=found)


def refuse_unserved(body: Body) -> None:
    policy = body.get("properties", {}).get("softDeletePolicy", {})
    if policy.get("isSoftDeleteEnabled"):
        raise NotServed(
            "Soft delete is not offered here: what is deleted is gone. Leave softDeletePolicy out, "
            "or set isSoftDeleteEnabled to false.",
            field="gallery.properties.softDeletePolicy",
        )
    if body.get("identity", {}).get("type", "None") not in {"", "None"}:
        raise NotServed(
            "Galleries have no managed identity here. Leave identity out.",
            field="gallery.identity",
        )


def community_of(body: Body) -> dict[str, str] | None:
    """What is said of who publishes it; what the service itself says of that is not read."""
    profile = body.get("properties", {}).get("sharingProfile", {})
    info = profile.get("communityGalleryInfo", {})
    found = {name: info[property_] for name, property_ in COMMUNITY.items() if property_ in info}
    return found or None


def asks_for_groups(call: Call) -> bool:
    asked = {call.option("$select").lower(), call.option("$expand").lower()}
    return bool(asked & {"permissions", "sharingprofile/groups"})


def shape(gallery: Gallery, *, with_groups: bool = False) -> Body:
    return shapes([gallery], with_groups=with_groups)[0]


def shapes(galleries: Sequence[Gallery], *, with_groups: bool = False) -> list[Body]:
    """Two queries at most, however many there are."""
    public = [gallery.pk for gallery in galleries if gallery.sharing == Sharing.COMMUNITY]
    profiles = {}
    if public:
        found = CommunityProfile.objects.filter(gallery__in=public)
        profiles = {profile.gallery_id: profile for profile in found}
    groups = groups_of(galleries) if with_groups else {}
    return [
        _shape(gallery, profiles.get(gallery.pk), groups.get(gallery.pk, []))
        for gallery in galleries
    ]


def groups_of(galleries: Sequence[Gallery]) -> dict[int, list[Body]]:
    """Subscriptions before tenants, ids in order of addition, nothing that is empty."""
    ids: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    shares = DirectShare.objects.filter(gallery__in=[gallery.pk for gallery in galleries])
    for share in shares.order_by("-kind", "id"):
        ids[share.gallery_id][share.kind].append(str(share.guid))
    return {
        pk: [{"type": kind, "ids": guids} for kind, guids in by_kind.items()]
        for pk, by_kind in ids.items()
    }


def _shape(gallery: Gallery, profile: CommunityProfile | None, groups: list[Body]) -> Body:
    body = shown(changes.GALLERY, gallery)
    properties = body["properties"]
    properties["identifier"] = {"uniqueName": gallery.unique_name}
    properties["provisioningState"] = ProvisioningState.SUCCEEDED.value
    properties["softDeletePolicy"] = {"isSoftDeleteEnabled": False}
    if groups:
        properties["sharingProfile"]["groups"] = groups
    if profile:
        properties["sharingProfile"]["communityGalleryInfo"] = community_info(profile)
    if gallery.sharing != Sharing.PRIVATE:
        properties["sharingStatus"] = sharing_status(gallery)
    return body


def community_info(profile: CommunityProfile) -> Body:
    return {
        **{property_: getattr(profile, name) for name, property_ in COMMUNITY.items()},
        "communityGalleryEnabled": profile.is_enabled,
        "publicNames": [profile.public_name],
    }


def sharing_status(gallery: Gallery) -> Body:
    """Sharing holds everywhere at once, so there is never anything to wait for."""
    state = {"region": gallery.resource.region, "state": "Succeeded", "details": ""}
    return {"aggregatedState": "Succeeded", "summary": [state]}


class GalleryView(ResourceView):
    resource = GalleryResource()


class Galleries(Within):
    """All that the caller may see of a subscription or a resource group."""

    model = Gallery
    response_serializer = GallerySerializer

    def above(self) -> Any:
        return ResourceGroup if "group" in self.kwargs else Subscription

    def missing(self) -> NotFound:
        if "group" in self.kwargs:
            return group_not_found(self.kwargs["group"])
        return subscription_not_found(self.kwargs["subscription"])

    def inside(self, place: int) -> Any:
        column = "resource_group" if "group" in self.kwargs else "subscription"
        return fetching.rows(Gallery).filter(**{column: place})

    def show_page(self, rows: list[Any]) -> list[Body]:
        return shapes(rows)
